// SPDX-License-Identifier: Apache-2.0
import type { CallOptions, ClientReadableStream } from '@grpc/grpc-js';
import { grpcCallOptions, type MeshCallOptions } from './call-options.js';
import { MeshError, toMeshError } from './mesh-error.js';

/** A generated server-streaming method, bound to its client and request. */
export type StreamingMethod<Response> = (
  options: Partial<CallOptions>,
) => ClientReadableStream<Response>;

/**
 * The messages of a server-streaming call. The call starts with the first `next()`; leaving the
 * loop early, or aborting the signal, cancels it.
 * @throws MeshError with the code of the failure; CANCELLED if the signal aborted.
 */
export async function* readStream<Response>(
  method: StreamingMethod<Response>,
  target: string,
  options: MeshCallOptions = {},
): AsyncGenerator<Response, void, undefined> {
  const { signal } = options;
  if (signal?.aborted) {
    throw new MeshError('CANCELLED', 'cancelled before the call', target);
  }
  const call = method(grpcCallOptions(options));
  const cancel = () => call.cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  // A cancelled call reports CANCELLED after its reader has gone; unheard it would end the process.
  call.on('error', () => undefined);
  try {
    for await (const message of call) {
      yield message as Response;
    }
  } catch (error) {
    throw toMeshError(error, target);
  } finally {
    signal?.removeEventListener('abort', cancel);
    call.cancel();
  }
}
