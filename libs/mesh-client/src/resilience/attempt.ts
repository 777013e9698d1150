// SPDX-License-Identifier: Apache-2.0
import { MeshError, type MeshErrorCode, type MeshErrorOptions } from '../mesh-error.js';

/** Why an attempt was made. */
export type AttemptReason = 'first' | 'retry' | 'hedge';

/** One attempt of a call, for traces and metrics. */
export interface Attempt {
  /** Id of the instance. */
  readonly target: string;
  readonly reason: AttemptReason;
  /** Milliseconds from the call's start to the attempt's. */
  readonly startMs: number;
  /** Milliseconds until it ended or was cancelled. */
  readonly durationMs: number;
  /** LOST: cancelled because another attempt had won. CANCELLED: the call ended without it. */
  readonly outcome: 'OK' | 'LOST' | MeshErrorCode;
}

/** Why an attempt's signal aborts: the call went on, or ended, without it. */
export class AttemptEnded extends Error {
  override readonly name = 'AttemptEnded';

  constructor(readonly outcome: Attempt['outcome']) {
    super(`the attempt is not needed any more: ${outcome}`);
  }
}

/** Thrown when a call failed with all its attempts; code and details are those of the last one. */
export class CallFailedError extends MeshError {
  constructor(
    code: MeshErrorCode,
    details: string,
    target: string,
    /** The attempts in the order of their starts; none if no instance could be tried. */
    readonly attempts: readonly Attempt[],
    options?: MeshErrorOptions,
  ) {
    super(code, details, target, options);
  }
}
