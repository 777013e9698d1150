// SPDX-License-Identifier: Apache-2.0
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** Closes a server's connections without cutting off answers. */
export interface ConnectionDrain {
  /** Stops listening; connections close with the answer they are giving. */
  begin(): void;
  /** Resolves when all connections are closed; those left after `limitMs` are cut. */
  finish(limitMs: number): Promise<void>;
}

/** A drain of the server, to be made before its first request. */
export function createConnectionDrain(server: Server): ConnectionDrain {
  const open = new Set<ServerResponse>();
  const closed = Promise.withResolvers<void>();
  let isDraining = false;
  server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => {
    open.add(response);
    if (isDraining) response.shouldKeepAlive = false;
    response.once('close', () => {
      open.delete(response);
      // A stream told its client to keep the connection before the drain began.
      if (isDraining) setImmediate(() => server.closeIdleConnections());
    });
  });
  return {
    begin() {
      isDraining = true;
      for (const response of open) response.shouldKeepAlive = false;
      server.close(() => closed.resolve());
      server.closeIdleConnections();
    },
    async finish(limitMs) {
      const timer = setTimeout(() => server.closeAllConnections(), limitMs);
      await closed.promise;
      clearTimeout(timer);
    },
  };
}
