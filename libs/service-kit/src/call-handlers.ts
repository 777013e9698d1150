// SPDX-License-Identifier: Apache-2.0
import type {
  handleServerStreamingCall,
  handleUnaryCall,
  Metadata,
  ServerUnaryCall,
  ServerWritableStream,
} from '@grpc/grpc-js';
import { once } from 'node:events';
import type { PermissionPolicy } from './permissions/permission-policy.js';
import { policyOfCall } from './permissions/call-policy.js';
import { ServiceFailure, toServiceError } from './service-failure.js';
import { identityOfNames } from './tls/peer-identity.js';

/** What a handler knows of its call besides the request. */
export interface CallContext {
  /** Aborted when the caller cancels, goes away, or its deadline passes. */
  readonly signal: AbortSignal;
  /** When the caller stops waiting, in milliseconds since the epoch; Infinity if never. */
  readonly deadlineAtMs: number;
  readonly metadata: Metadata;
  /** Who calls, by its certificate: `spiffe://domain/path` or a DNS name; undefined without TLS. */
  readonly identity?: string;
  /** What the server's callers may do; everything if undefined. For `authorize`. */
  readonly permissions?: PermissionPolicy;
}

export interface HandlerOptions {
  /** Told of every error that reaches the caller as INTERNAL. */
  readonly onInternalError?: (error: unknown) => void;
}

/** A unary handler from an async function; what it throws goes through `toServiceError`. */
export function unary<Request, Response>(
  handle: (request: Request, context: CallContext) => Promise<Response> | Response,
  options: HandlerOptions = {},
): handleUnaryCall<Request, Response> {
  return async (call, callback) => {
    try {
      callback(null, await handle(call.request, contextOf(call)));
    } catch (error) {
      report(error, options);
      callback(toServiceError(error));
    }
  };
}

/**
 * A server-streaming handler from an async generator. Messages are pulled only as fast as the
 * caller reads; on cancellation the generator is closed, so its `finally` blocks run.
 */
export function serverStream<Request, Response>(
  handle: (request: Request, context: CallContext) => AsyncIterable<Response>,
  options: HandlerOptions = {},
): handleServerStreamingCall<Request, Response> {
  return (call) => {
    const context = contextOf(call);
    pump(call, handle(call.request, context), context.signal).catch((error: unknown) => {
      if (!context.signal.aborted) {
        report(error, options);
        call.emit('error', toServiceError(error));
      }
    });
  };
}

async function pump<Request, Response>(
  call: ServerWritableStream<Request, Response>,
  messages: AsyncIterable<Response>,
  signal: AbortSignal,
): Promise<void> {
  for await (const message of messages) {
    signal.throwIfAborted();
    if (!call.write(message)) {
      await once(call, 'drain', { signal });
    }
  }
  call.end();
}

function contextOf(
  call: ServerUnaryCall<unknown, unknown> | ServerWritableStream<unknown, unknown>,
): CallContext {
  const controller = new AbortController();
  const cancel = (): void =>
    controller.abort(
      new ServiceFailure('CANCELLED', 'the call was cancelled or is past its deadline'),
    );
  call.once('cancelled', cancel);
  if (call.cancelled) {
    cancel();
  }
  return {
    signal: controller.signal,
    deadlineAtMs: Number(call.getDeadline()),
    metadata: call.metadata,
    identity: identityOfNames(call.getAuthContext().sslPeerCertificate?.subjectaltname),
    permissions: policyOfCall(call),
  };
}

function report(error: unknown, { onInternalError }: HandlerOptions): void {
  if (!(error instanceof ServiceFailure)) {
    onInternalError?.(error);
  }
}
