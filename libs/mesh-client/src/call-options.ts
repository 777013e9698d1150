// SPDX-License-Identifier: Apache-2.0
import type { CallOptions } from '@grpc/grpc-js';

/** How long a call may take, and who may cancel it. */
export interface MeshCallOptions {
  /** Milliseconds from now until the call fails with DEADLINE_EXCEEDED. */
  readonly deadlineMs?: number;
  /** Cancels the call. */
  readonly signal?: AbortSignal;
}

/** The deadline as grpc-js wants it: a point in time. */
export function grpcCallOptions({ deadlineMs }: MeshCallOptions): Partial<CallOptions> {
  return deadlineMs === undefined ? {} : { deadline: Date.now() + deadlineMs };
}
