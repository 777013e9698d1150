// SPDX-License-Identifier: Apache-2.0
import type { CallOptions } from '@grpc/grpc-js';
import type { AttemptReason } from './resilience/attempt.js';

/** How long a call may take, and who may cancel it. */
export interface MeshCallOptions {
  /** Milliseconds from now until the call fails with DEADLINE_EXCEEDED. */
  readonly deadlineMs?: number;
  /** Cancels the call. */
  readonly signal?: AbortSignal;
  /** Why the call is made, if it is one of several attempts; for traces. */
  readonly reason?: AttemptReason;
}

/** What interceptors of a call may know besides what grpc-js tells them. */
export interface NotedCallOptions extends CallOptions {
  readonly notes?: Pick<MeshCallOptions, 'signal' | 'reason'>;
}

/** Deadline as grpc-js wants it, a point in time, and notes for interceptors. */
export function grpcCallOptions({
  deadlineMs,
  signal,
  reason,
}: MeshCallOptions): Partial<NotedCallOptions> {
  const notes = { ...(signal && { signal }), ...(reason && { reason }) };
  return { ...(deadlineMs !== undefined && { deadline: Date.now() + deadlineMs }), notes };
}
