// SPDX-License-Identifier: Apache-2.0
import type { AddressInfo, Server } from 'node:net';

/** Thrown when the HTTP API cannot listen; the message says why. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the port is in use by another process',
  EACCES: 'the port may not be used by this user',
  EADDRNOTAVAIL: 'this machine does not have the address',
  ENOTFOUND: 'the host name is unknown',
};

/** Listens at `host:port` and resolves to the port. */
export function listen(server: Server, address: string): Promise<number> {
  const colon = address.lastIndexOf(':');
  const host = address.slice(0, colon).replaceAll(/[[\]]/g, '');
  const port = Number(address.slice(colon + 1));
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void => {
      const found = reasons[error.code ?? ''] ?? error.code ?? 'an unknown error';
      reject(
        new ListenError(`ASARG_HTTP: expected an address to listen at, found ${address}: ${found}`),
      );
    };
    server.once('error', onError);
    server.listen(port, host, () => {
      server.off('error', onError);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
