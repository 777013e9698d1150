// SPDX-License-Identifier: Apache-2.0
import { Metadata, status, type ServiceError } from '@grpc/grpc-js';
import { pushbackKey } from './load/pushback-key.js';

/** Name of a gRPC status other than OK. */
export type FailureCode = Exclude<keyof typeof status, 'OK'>;

export interface ServiceFailureOptions extends ErrorOptions {
  /** Milliseconds after which the caller may try again; negative: it should not. */
  readonly pushbackMs?: number;
}

/** Thrown by handlers to end a call with the given gRPC status; the message goes to the caller. */
export class ServiceFailure extends Error {
  override readonly name = 'ServiceFailure';
  /** Milliseconds after which the caller may try again, told in `grpc-retry-pushback-ms`. */
  readonly pushbackMs: number | undefined;

  constructor(
    readonly code: FailureCode,
    message: string,
    { pushbackMs, ...options }: ServiceFailureOptions = {},
  ) {
    super(message, options);
    this.pushbackMs = pushbackMs;
  }
}

/**
 * The gRPC error that a caller gets for anything thrown: a `ServiceFailure` as it says, an abort
 * as CANCELLED, a timeout as DEADLINE_EXCEEDED. Everything else is INTERNAL without its message,
 * which may hold what must not leave the service.
 */
export function toServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceFailure) {
    return serviceError(error.code, error.message, error.pushbackMs);
  }
  const name = error instanceof Error ? error.name : '';
  if (name === 'AbortError') {
    return serviceError('CANCELLED', 'the call was cancelled');
  }
  if (name === 'TimeoutError') {
    return serviceError('DEADLINE_EXCEEDED', 'the deadline of the call has passed');
  }
  return serviceError('INTERNAL', `internal error${name && ` (${name})`}; the log has the details`);
}

function serviceError(code: FailureCode, details: string, pushbackMs?: number): ServiceError {
  const error = new Error(`${code}: ${details}`);
  const metadata = new Metadata();
  if (pushbackMs !== undefined) {
    metadata.set(pushbackKey, String(Math.ceil(pushbackMs)));
  }
  return Object.assign(error, { code: status[code], details, metadata });
}
