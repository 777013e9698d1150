// SPDX-License-Identifier: Apache-2.0
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A service that runs as a process of its own. */
export interface SpawnedService {
  /** `host:port` that it listens on. */
  readonly address: string;
  readonly pid: number;
  /** Milliseconds from its start until it listened. */
  readonly startMs: number;
  /** Ends it and waits until it is gone. */
  kill(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

const entryPoint = (service: string): string =>
  fileURLToPath(new URL(`../../../services/${service}/dist/main.js`, import.meta.url));

/**
 * Starts a service with settings of its own; it chooses its port unless `ASARG_LISTEN` is given.
 * @throws Error with the last line that it wrote, if it ends before it listens.
 */
export async function spawnService(
  service: string,
  settings: Readonly<Record<string, string>>,
): Promise<SpawnedService> {
  const from = performance.now();
  const child = spawn(process.execPath, [entryPoint(service)], {
    env: { ...process.env, ASARG_LISTEN: '127.0.0.1:0', ...settings },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const address = await addressOf(child, service);
  return {
    address,
    pid: child.pid!,
    startMs: performance.now() - from,
    async kill(signal) {
      if (child.exitCode === null && child.signalCode === null) {
        const gone = once(child, 'exit');
        child.kill(signal);
        await gone;
      }
    },
  };
}

/** Reads the service's log up to the line that tells where it listens; the rest is let go. */
async function addressOf(child: ChildProcess, service: string): Promise<string> {
  let last = '';
  for await (const line of createInterface({ input: child.stderr! })) {
    last = line;
    const { msg, port, address = port === undefined ? port : `127.0.0.1:${port}` } = parse(line);
    if (address !== undefined && (msg === 'serving' || msg === 'listening')) {
      child.stderr!.resume();
      return address;
    }
  }
  throw new Error(`${service} ended before it listened: ${last}`);
}

/** The gateway tells its port alone. */
interface LogLine {
  readonly msg?: string;
  readonly address?: string;
  readonly port?: number;
}

function parse(line: string): LogLine {
  try {
    return JSON.parse(line) as LogLine;
  } catch {
    return {};
  }
}
