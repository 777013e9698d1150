// SPDX-License-Identifier: Apache-2.0
import type { Server } from '@grpc/grpc-js';
import type { Http2Server, ServerHttp2Session } from 'node:http2';

/** What grpc-js keeps to itself, as far as it is needed here. */
interface ServerInternals {
  readonly commonServerOptions?: { settings?: Record<string, number> };
  readonly http2Servers?: ReadonlyMap<Http2Server, unknown>;
}

/**
 * Lets a server receive `bytes` before the sender has to wait for an answer, instead of HTTP/2's
 * 64 KiB: a frame of 2 MiB then needs no round trips. grpc-js has an option for this on clients
 * only, so its own fields are used; where a release has renamed them nothing changes but the speed.
 * @returns what to call when the server listens: the other half of the window is a connection's.
 */
export function widenReceiveWindow(server: Server, bytes: number): () => void {
  const { commonServerOptions, http2Servers } = server as unknown as ServerInternals;
  if (!commonServerOptions || !http2Servers) return () => undefined;
  commonServerOptions.settings = { ...commonServerOptions.settings, initialWindowSize: bytes };
  return () => {
    for (const http2Server of http2Servers.keys()) {
      http2Server.on('session', (session: ServerHttp2Session) => session.setLocalWindowSize(bytes));
    }
  };
}
