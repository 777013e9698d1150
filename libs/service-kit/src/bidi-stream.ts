// SPDX-License-Identifier: Apache-2.0
import type { handleBidiStreamingCall } from '@grpc/grpc-js';
import type { Readable } from 'node:stream';
import { contextOf, pump, report, type CallContext, type HandlerOptions } from './call-handlers.js';
import { toServiceError } from './service-failure.js';

/**
 * A handler of a bidirectional stream from an async generator over the requests. Requests are read,
 * and messages pulled, only as fast as the other side goes; on cancellation the generator is closed,
 * so its `finally` blocks run.
 */
export function bidiStream<Request, Response>(
  handle: (requests: AsyncIterable<Request>, context: CallContext) => AsyncIterable<Response>,
  options: HandlerOptions = {},
): handleBidiStreamingCall<Request, Response> {
  return (call) => {
    const context = contextOf(call);
    // A generator that stops reading early must not close the stream: its status is yet to be sent.
    const requests = (call as unknown as Readable).iterator({ destroyOnReturn: false });
    pump(call, handle(requests, context), context.signal).catch((error: unknown) => {
      if (!context.signal.aborted) {
        report(error, options);
        call.emit('error', toServiceError(error));
      }
    });
  };
}
