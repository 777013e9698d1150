// SPDX-License-Identifier: Apache-2.0
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { root, start } from '../interop/processes.js';

/** A service's own process. */
export interface ServiceProcess {
  readonly host: string;
  readonly port: number;
  /** `host:port` */
  readonly address: string;
  /** As a pod that is deleted: SIGTERM, then its end. @returns its exit code. */
  stop(): Promise<number | null>;
}

/**
 * An address of this machine that a pod could have: Kubernetes takes no loopback address in an
 * EndpointSlice. @throws Error if there is none.
 */
export function podHost(): string {
  const found = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal);
  if (!found) {
    throw new Error('expected an IPv4 address besides the loopback to play a pod with, found none');
  }
  return found.address;
}

/** Starts a service with these settings, and waits until it listens. */
export async function startService(
  service: string,
  settings: Readonly<Record<string, string>>,
  host: string = podHost(),
): Promise<ServiceProcess> {
  const child = start(process.execPath, [path.join(root, 'services', service, 'dist/main.js')], {
    ASARG_LOG_LEVEL: 'info',
    [service === 'gateway' ? 'ASARG_HTTP' : 'ASARG_LISTEN']: `${host}:0`,
    ...settings,
  });
  child.stdout!.resume();
  const port = await listenedPort(service, child);
  return {
    host,
    port,
    address: `${host}:${port}`,
    async stop() {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      const [code] = (await exited) as [number | null];
      return code;
    },
  };
}

async function listenedPort(service: string, child: ChildProcess): Promise<number> {
  const said: string[] = [];
  for await (const line of createInterface(child.stderr!)) {
    said.push(line);
    const { msg, address, port } = line.startsWith('{') ? JSON.parse(line) : {};
    if (msg === 'serving' || msg === 'listening') {
      child.stderr!.resume();
      return Number(port ?? address.slice(address.lastIndexOf(':') + 1));
    }
  }
  throw new Error(`expected ${service} to listen, found: ${said.slice(-10).join('; ')}`);
}
