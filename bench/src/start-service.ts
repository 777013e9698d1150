// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A service in a process of its own. */
export interface StartedService {
  /** host:port. */
  readonly address: string;
  close(): Promise<void>;
}

/**
 * Starts a service of this repository on a free port.
 * @throws Error with its last line if it ends before it serves.
 */
export async function startService(
  name: string,
  env: Readonly<Record<string, string>>,
): Promise<StartedService> {
  const main = fileURLToPath(new URL(`../../services/${name}/dist/main.js`, import.meta.url));
  const service = spawn(process.execPath, [main], {
    env: { ...process.env, ASARG_LISTEN: '127.0.0.1:0', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exit = once(service, 'exit');
  let last = '';
  for await (const line of createInterface(service.stderr)) {
    last = line;
    if (!line.startsWith('{')) continue;
    const { msg, address } = JSON.parse(line) as { readonly msg: string; readonly address: string };
    if (msg !== 'serving') continue;
    service.stderr.resume();
    return {
      address,
      async close() {
        service.kill('SIGTERM');
        await exit;
      },
    };
  }
  throw new Error(`${name}: expected it to serve, found: ${last}`);
}
