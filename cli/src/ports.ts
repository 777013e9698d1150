// SPDX-License-Identifier: Apache-2.0
import { createServer } from 'node:net';
import { defaultPorts, serviceNames, type ServiceName } from './service-table.js';

/** Ports the user asked for; 0 means any free one. */
export type WantedPorts = Readonly<Partial<Record<ServiceName, number>>>;

export interface ChosenPorts {
  readonly ports: Readonly<Record<ServiceName, number>>;
  /** A free port per service for its metrics. */
  readonly metricsPorts: Readonly<Record<ServiceName, number>>;
  /** Default ports that something else holds, and what was taken instead. */
  readonly moved: readonly { service: ServiceName; from: number; to: number }[];
}

/** Binds a loopback port for a moment; answers the port, or undefined when it is taken. */
function tryPort(port: number): Promise<{ port: number; release(): Promise<void> } | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' || error.code === 'EACCES' ? resolve(undefined) : reject(error),
    );
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      const address = server.address();
      const bound = typeof address === 'object' && address ? address.port : port;
      resolve({ port: bound, release: () => new Promise((done) => server.close(() => done())) });
    });
  });
}

/**
 * Chooses a port per service: the wanted one, else the default, else a free one.
 * @param wanted - ports asked for, or `'free'` for five free ones.
 * @throws Error when a port that was asked for is taken (a default that is taken is replaced).
 */
export async function choosePorts(wanted: WantedPorts | 'free'): Promise<ChosenPorts> {
  const ports = {} as Record<ServiceName, number>;
  const metricsPorts = {} as Record<ServiceName, number>;
  const moved: { service: ServiceName; from: number; to: number }[] = [];
  // All stay bound until the last is chosen, or two services could be given the same free port.
  const held: { release(): Promise<void> }[] = [];
  const hold = async (service: ServiceName, port: number): Promise<number | undefined> => {
    const bound = await tryPort(port);
    if (bound) held.push(bound);
    else if (port === 0) throw new Error(`no free port on 127.0.0.1 for ${service}`);
    return bound?.port;
  };
  try {
    for (const service of serviceNames) {
      const asked = wanted === 'free' ? 0 : wanted[service];
      const first = asked ?? defaultPorts[service];
      let port = await hold(service, first);
      if (port === undefined && asked !== undefined) {
        throw new Error(
          `port ${asked} for ${service}: expected a free port, found it in use. Choose another, or 0 for any free one.`,
        );
      }
      port ??= (await hold(service, 0))!;
      ports[service] = port;
      if (asked === undefined && port !== first) {
        moved.push({ service, from: first, to: port });
      }
    }
    for (const service of serviceNames) metricsPorts[service] = (await hold(service, 0))!;
  } finally {
    await Promise.all(held.map((port) => port.release()));
  }
  return { ports, metricsPorts, moved };
}
