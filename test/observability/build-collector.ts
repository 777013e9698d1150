// SPDX-License-Identifier: Apache-2.0
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const run = promisify(execFile);
const sources = path.join(import.meta.dirname, 'collector');
const tellEveryMs = 10_000;

/**
 * The Collector of `collector/`, built with Go from modules of the versions in go.sum. Once per
 * such set of versions: it stays in `cache`.
 * @returns the program. @throws Error if there is no Go, or what it said.
 */
export async function buildCollector(cache: string, say: (line: string) => void): Promise<string> {
  const digest = createHash('sha256');
  for (const file of ['go.mod', 'go.sum', 'main.go']) {
    digest.update(await readFile(path.join(sources, file)));
  }
  const program = path.join(cache, `collector-${digest.digest('hex').slice(0, 16)}`);
  if (existsSync(program)) return program;
  const go = await findGo();
  await mkdir(cache, { recursive: true });
  say('Building the OpenTelemetry Collector (once; some minutes)…');
  const { stdout: packages } = await run(go, ['list', '-deps', '.'], {
    cwd: sources,
    maxBuffer: 2 ** 26,
  });
  const total = packages.trim().split('\n').length;
  const unfinished = `${program}.${process.pid}`;
  await build(go, unfinished, (done) => say(`  ${done} of ${total} packages`));
  await rename(unfinished, program);
  return program;
}

async function build(go: string, output: string, tell: (done: number) => void): Promise<void> {
  // -v names each package when it is compiled; those in Go's own cache are not named.
  const child = spawn(
    go,
    ['build', '-v', '-trimpath', '-buildvcs=false', '-ldflags=-s -w', '-o', output, '.'],
    { cwd: sources, stdio: ['ignore', 'inherit', 'pipe'] },
  );
  const said: string[] = [];
  const timer = setInterval(() => tell(said.length), tellEveryMs);
  const exited = once(child, 'exit');
  for await (const line of createInterface(child.stderr)) said.push(line);
  const [code] = (await exited) as [number | null];
  clearInterval(timer);
  if (code !== 0) {
    throw new Error(
      `expected go build to make the collector, found: ${said.slice(-20).join('\n')}`,
    );
  }
}

async function findGo(): Promise<string> {
  const candidates = [process.env['ASARG_GO'], 'go', '/usr/local/go/bin/go'];
  for (const go of candidates) {
    if (go && (await run(go, ['version']).catch(() => undefined))) return go;
  }
  throw new Error(
    'expected Go 1.26 or newer to build the collector with, on PATH, at /usr/local/go/bin/go or ' +
      'where ASARG_GO says; found none',
  );
}
