// SPDX-License-Identifier: Apache-2.0
import { Metadata, type CallOptions, type ClientUnaryCall, type ServiceError } from '@grpc/grpc-js';
import { grpcCallOptions, type MeshCallOptions } from './call-options.js';
import { MeshError, toMeshError } from './mesh-error.js';

/** A generated unary method, bound to its client. */
export type UnaryMethod<Request, Response> = (
  request: Request,
  metadata: Metadata,
  options: Partial<CallOptions>,
  callback: (error: ServiceError | null, response: Response) => void,
) => ClientUnaryCall;

/**
 * Calls a unary method as a promise.
 * @throws MeshError with the code of the failure; CANCELLED if the signal aborted.
 */
export function callUnary<Request, Response>(
  method: UnaryMethod<Request, Response>,
  request: Request,
  target: string,
  options: MeshCallOptions = {},
): Promise<Response> {
  const { signal } = options;
  if (signal?.aborted) {
    return Promise.reject(new MeshError('CANCELLED', 'cancelled before the call', target));
  }
  return new Promise((resolve, reject) => {
    const cancel = () => call.cancel();
    const call = method(request, new Metadata(), grpcCallOptions(options), (error, response) => {
      signal?.removeEventListener('abort', cancel);
      if (error) {
        reject(toMeshError(error, target));
      } else {
        resolve(response);
      }
    });
    signal?.addEventListener('abort', cancel, { once: true });
  });
}
