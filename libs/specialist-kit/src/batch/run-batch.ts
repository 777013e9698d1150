// SPDX-License-Identifier: Apache-2.0
import type { BatchPhases, Interval } from './batch-observer.js';

/** What one request of a batch came to. */
export type Outcome<Answer> =
  | { readonly $case: 'answered'; readonly value: Answer }
  | { readonly $case: 'failed'; readonly value: unknown };

/** One run of the network, and how many requests it was for. */
export interface NetworkRun extends Interval {
  readonly size: number;
}

/** What a batch did when, on the clock of the thread that it is told to. */
export interface BatchReport extends BatchPhases {
  /** By the index of a request, the run that it was part of; undefined if it was in none. */
  readonly runs: readonly (NetworkRun | undefined)[];
  /** What the network failed with. */
  readonly error?: unknown;
}

/**
 * Does the work of a batch.
 * @param settle gives one request its outcome, as soon as there is one.
 */
export type RunBatch<Call, Answer> = (
  calls: readonly Call[],
  takenMs: number,
  settle: (index: number, outcome: Outcome<Answer>) => void,
) => Promise<BatchReport>;
