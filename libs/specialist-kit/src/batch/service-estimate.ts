// SPDX-License-Identifier: Apache-2.0

/** How long batches take, as far as that can be told from those before. */
export interface ServiceEstimate {
  /** Milliseconds that a batch takes; undefined before one has ended. */
  readonly batchMs: number | undefined;
  /** A batch has taken so long. */
  record(batchMs: number): void;
}

/** What is in front of a request. */
export interface Backlog {
  /** Requests that are taken before it. */
  readonly ahead: number;
  /** Requests taken together at most. */
  readonly maxBatch: number;
  /** Milliseconds that the batch in progress has run. */
  readonly elapsedMs: number;
}

/** Share of the newest batch: the last ten or so count. */
const newestShare = 0.2;

/** An exponentially weighted mean. */
export function createServiceEstimate(): ServiceEstimate {
  let meanMs: number | undefined;
  return {
    get batchMs() {
      return meanMs;
    },
    record(batchMs) {
      meanMs = meanMs === undefined ? batchMs : meanMs + newestShare * (batchMs - meanMs);
    },
  };
}

/** Milliseconds until a request is answered: the rest of what runs, what is ahead, its own batch. */
export function expectedMs(batchMs: number, { ahead, maxBatch, elapsedMs }: Backlog): number {
  return Math.max(0, batchMs - elapsedMs) + (Math.floor(ahead / maxBatch) + 1) * batchMs;
}
