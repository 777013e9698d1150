// SPDX-License-Identifier: Apache-2.0

/** A request in the queue of batches: the same object from its arrival to its end. */
export interface BatchMember {
  /** When it came. All times are of the main thread's `performance.now()`. */
  readonly arrivedMs: number;
  /** When its caller left without an answer: cancelled, gone, or past its deadline. */
  readonly leftMs: number | undefined;
}

/** Requests taken together. */
export interface Batch {
  /** Earliest deadline first, 1 to `maxBatch`. */
  readonly members: readonly BatchMember[];
  readonly takenMs: number;
}

/** From one moment to another. */
export interface Interval {
  readonly startedMs: number;
  readonly endedMs: number;
}

/** Where the time of a batch went: the three follow each other, from `takenMs` on. */
export interface BatchPhases {
  /** Until the network began; the way to its thread included. */
  readonly preprocess: Interval;
  /**
   * The network: one run for all, or one after the other where inputs differ in shape. Absent if no
   * frame could be prepared.
   */
  readonly run?: Interval;
  /** Until the last answer was ready; absent if there was no run. */
  readonly postprocess?: Interval;
  /** Requests whose frames the network was given. */
  readonly ran: number;
}

/** What became of a batch. */
export interface BatchEnd extends Batch, Partial<BatchPhases> {
  /** When all was known here; later than the last answer. The phases are absent if the worker died. */
  readonly endedMs: number;
  /** By the index of a member, the run that it was part of; undefined if it was in none. */
  readonly runs: readonly (Interval | undefined)[];
  /** By the index of a member, what it got instead of an answer; undefined if it was answered. */
  readonly errors: readonly unknown[];
  /** What failed for the batch as a whole: the network, or its thread. */
  readonly error?: unknown;
  /**
   * Milliseconds of the run after a caller had left, its share of the run counted: half of the time
   * for one of two.
   */
  readonly wastedMs: number;
}

/** Told of what the queue does, on the main thread. Its functions must not throw. */
export interface BatchObserver {
  /** A request came and was let in; called inside the call's own asynchronous context. */
  readonly onArrival?: (member: BatchMember) => void;
  /**
   * A request left before it was taken; `reason` is the name of a gRPC status, RESOURCE_EXHAUSTED if
   * a more urgent one took its place.
   */
  readonly onDeparture?: (member: BatchMember, reason: string) => void;
  /** A request was refused: no room, or not in time; called in its call's context as well. */
  readonly onShed?: () => void;
  readonly onBatch?: (batch: Batch) => void;
  /** Once per `onBatch`, whatever happens. */
  readonly onBatchEnd?: (end: BatchEnd) => void;
}
