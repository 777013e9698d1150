// SPDX-License-Identifier: Apache-2.0

/** What is in front of a request. */
export interface Backlog {
  /** Requests that are taken before it. */
  readonly ahead: number;
  /** Requests taken together at most. */
  readonly maxBatch: number;
  /** Milliseconds that the batch in progress has run. */
  readonly elapsedMs: number;
}

/** Milliseconds until a request is answered: the rest of what runs, what is ahead, its own batch. */
export function expectedMs(batchMs: number, { ahead, maxBatch, elapsedMs }: Backlog): number {
  return Math.max(0, batchMs - elapsedMs) + (Math.floor(ahead / maxBatch) + 1) * batchMs;
}
