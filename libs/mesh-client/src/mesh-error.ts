// SPDX-License-Identifier: Apache-2.0
import { Metadata, status } from '@grpc/grpc-js';
import { pushbackKey } from '@asarg/service-kit/load';
import { TensorError } from '@asarg/tensor';

/** Name of a gRPC status code other than OK. */
export type MeshErrorCode = Exclude<keyof typeof status, 'OK'>;

export interface MeshErrorOptions extends ErrorOptions {
  readonly pushbackMs?: number;
}

/** Thrown when a call over the mesh fails: what happened, and with whom. */
export class MeshError extends Error {
  override readonly name = 'MeshError';
  /**
   * Milliseconds after which the server may be tried again, as it said itself; negative if this call
   * never should; undefined if it said nothing.
   */
  readonly pushbackMs: number | undefined;

  constructor(
    /** Name of the gRPC status code. */
    readonly code: MeshErrorCode,
    /** What the server or the channel said, without code and target. */
    readonly details: string,
    /** gRPC target that was called, host:port. */
    readonly target: string,
    { pushbackMs, ...options }: MeshErrorOptions = {},
  ) {
    super(`${code}: ${details} (${target})`, options);
    this.pushbackMs = pushbackMs;
  }
}

/** Whatever a call threw, as a MeshError; an error that already is one is returned as it is. */
export function toMeshError(error: unknown, target: string): MeshError {
  if (error instanceof MeshError) {
    return error;
  }
  if (error instanceof TensorError) {
    return new MeshError('DATA_LOSS', error.message, target, { cause: error });
  }
  if (error instanceof Error) {
    const { code, details, metadata } = error as Error & Readonly<Record<string, unknown>>;
    const name = typeof code === 'number' ? status[code] : undefined;
    const text = typeof details === 'string' && details !== '' ? details : error.message;
    return new MeshError(isErrorCode(name) ? name : 'UNKNOWN', plain(text), target, {
      cause: error,
      pushbackMs: pushbackOf(metadata),
    });
  }
  return new MeshError('UNKNOWN', String(error), target);
}

/** What grpc-js says of a lost connection, without the words that say nothing. */
function plain(details: string): string {
  return details
    .replace(/^No connection established\. Last error: (?:Error: )?/, '')
    .replace(/\.? ?Resolution note: *$/, '');
}

function isErrorCode(name: string | undefined): name is MeshErrorCode {
  return name !== undefined && name !== 'OK';
}

/** By gRFC A6 a value that is no number says "never", as a negative one does. */
function pushbackOf(metadata: unknown): number | undefined {
  if (!(metadata instanceof Metadata)) {
    return undefined;
  }
  const [value] = metadata.get(pushbackKey);
  if (value === undefined) {
    return undefined;
  }
  return /^\d{1,9}$/.test(String(value)) ? Number(value) : -1;
}
