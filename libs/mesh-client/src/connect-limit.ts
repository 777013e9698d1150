// SPDX-License-Identifier: Apache-2.0
import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

/** Time for a connection to be made, in milliseconds: a distant network's several times over. */
export const connectLimitMs = 2_000;

let isLimited = false;

/**
 * From now on, TCP connections of this process that are not made within `connectLimitMs` fail with
 * ETIMEDOUT, and grpc-js tries again. By itself it waits for as long as the kernel sends SYN packets,
 * ever more rarely for two minutes: after a partition its caller would go on waiting for the next one.
 */
export function limitConnects(): void {
  if (isLimited) return;
  isLimited = true;
  subscribe('net.client.socket', (message) => {
    const { socket } = message as { readonly socket: Socket };
    const onLimit = (): void => {
      if (!socket.connecting) return;
      const error = new Error(`expected a connection within ${connectLimitMs} ms, found none`);
      socket.destroy(Object.assign(error, { code: 'ETIMEDOUT' }));
    };
    const timer = setTimeout(onLimit, connectLimitMs).unref();
    const made = (): void => clearTimeout(timer);
    socket.once('connect', made).once('close', made);
  });
}
