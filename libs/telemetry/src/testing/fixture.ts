// SPDX-License-Identifier: Apache-2.0
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A service in a process of its own, started with `--import @asarg/telemetry/register`. */
export interface Fixture {
  /** Port of its HTTP server. */
  readonly port: Promise<number>;
  /** Exit code and signal. */
  readonly exited: Promise<readonly [number | null, string | null]>;
  /** The first line on standard error that is such. */
  errorLine(such: (line: string) => boolean): Promise<string>;
  output(): string;
  errors(): string;
  kill(signal: NodeJS.Signals): void;
}

const folder = fileURLToPath(new URL('../../test/', import.meta.url));
const running = new Set<ChildProcess>();

/** Starts `test/http-service.mjs`, after another module of that folder where one is given. */
export function startFixture(env: Readonly<Record<string, string>>, before?: string): Fixture {
  const first = before === undefined ? [] : ['--import', `./${before}`];
  const child = spawn(
    process.execPath,
    [...first, '--import', '@asarg/telemetry/register', 'http-service.mjs'],
    { cwd: folder, env: { PATH: process.env['PATH'], ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  running.add(child);
  let output = '';
  let errors = '';
  const news: (() => void)[] = [];
  const onText = (append: (text: string) => void) => (chunk: Buffer) => {
    append(chunk.toString());
    news.forEach((look) => look());
  };
  child.stdout.on(
    'data',
    onText((text) => (output += text)),
  );
  child.stderr.on(
    'data',
    onText((text) => (errors += text)),
  );
  const exited = new Promise<readonly [number | null, string | null]>((resolve) => {
    child.on('close', (code, signal) => {
      running.delete(child);
      news.forEach((look) => look());
      resolve([code, signal]);
    });
  });
  const line = (text: () => string, such: (each: string) => boolean): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = text().split('\n').slice(0, -1).find(such);
        if (found !== undefined) {
          resolve(found);
        } else if (!running.has(child)) {
          reject(new Error(`expected a line, found that the process ended: ${errors}`));
        }
      };
      news.push(look);
      look();
    });
  const port = line(
    () => output,
    (each) => each.startsWith('{"port"'),
  ).then((text) => (JSON.parse(text) as { port: number }).port);
  port.catch(() => undefined);
  return {
    port,
    exited,
    errorLine: (such) => line(() => errors, such),
    output: () => output,
    errors: () => errors,
    kill: (signal) => void child.kill(signal),
  };
}

/** Ends what is still running. */
export function stopFixtures(): void {
  for (const child of running) {
    child.kill('SIGKILL');
  }
}
