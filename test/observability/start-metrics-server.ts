// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import path from 'node:path';
import { start } from '../interop/processes.js';
import type { Health } from './fixtures/exposition.js';

/** Starts a process that tells of a mesh with every metric of the table. @returns host:port. */
export async function startMetricsServer(health: Health): Promise<string> {
  const fixture = path.join(import.meta.dirname, 'fixtures/metrics-server.mjs');
  const child = start(process.execPath, [fixture, health]);
  child.stderr!.pipe(process.stderr);
  const [port] = (await once(child.stdout!, 'data')) as [Buffer];
  return `127.0.0.1:${Number(String(port))}`;
}
