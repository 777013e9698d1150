// SPDX-License-Identifier: Apache-2.0
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterAll } from 'vitest';

/** The repository's root folder. */
export const root = path.resolve(import.meta.dirname, '../..');

const started: ChildProcess[] = [];
afterAll(async () => {
  const running = started
    .splice(0)
    .filter(({ exitCode, signalCode }) => exitCode === null && !signalCode);
  await Promise.all(
    running.map((child) => {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      return exited;
    }),
  );
});

/** A process that runs until the tests of the file are done. */
export function start(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd: string = root,
): ChildProcess {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  return child;
}

/** Starts a specialist's own process. @returns its address. */
export async function startSpecialistProcess(
  service: string,
  bundle: string = path.join(root, 'models/compact', service),
): Promise<string> {
  const main = path.join(root, 'services', service, 'dist/main.js');
  const child = start(process.execPath, [main], {
    ASARG_BUNDLE: bundle,
    ASARG_LISTEN: '127.0.0.1:0',
    ASARG_LOG_LEVEL: 'info',
  });
  child.stdout!.resume();
  const said: string[] = [];
  for await (const line of createInterface(child.stderr!)) {
    said.push(line);
    const { msg, address } = line.startsWith('{') ? JSON.parse(line) : {};
    if (msg === 'serving') {
      child.stderr!.resume();
      return address as string;
    }
  }
  throw new Error(`expected ${service} to serve, found: ${said.join('; ')}`);
}

/** Runs a program to its end. @returns what it wrote to standard output. */
export async function run(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const child = start(command, args, env);
  const [output, errors] = await Promise.all([
    text(child.stdout!),
    text(child.stderr!),
    child.exitCode === null && once(child, 'exit'),
  ]);
  if (child.exitCode !== 0) {
    throw new Error(`expected ${command} ${args[0]} to succeed, found: ${output}${errors}`);
  }
  return output;
}

/** Ports that nothing listens on now. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
