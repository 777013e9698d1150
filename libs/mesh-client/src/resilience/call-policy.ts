// SPDX-License-Identifier: Apache-2.0
import type { MeshErrorCode } from '../mesh-error.js';

/** When another attempt joins those that are still running. */
export interface HedgePolicy {
  /**
   * Milliseconds that an attempt has before it is joined; 'p95' and 'p99' take them from recent
   * attempts: of attempts that do not stall they join one in 20, or one in 100.
   */
  readonly delayMs: number | 'p95' | 'p99';
  /** Least delay that a percentile may give, in milliseconds. */
  readonly minDelayMs: number;
  /** Most that a percentile may give, as a multiple of the median of recent attempts. */
  readonly maxMedians: number;
  /** Successful attempts that a percentile needs; there is no hedge before. */
  readonly minSamples: number;
  /** Hedges per call in the long run, 0 to 1. */
  readonly maxShare: number;
  /** Hedges that may come on top of `maxShare` at once. */
  readonly burst: number;
  /** Most hedges of one call; each waits as long as the one before. */
  readonly most: number;
  /** Whether the instance that is slow may get the hedge too, if no other one can take it. */
  readonly sameInstance: boolean;
}

/** When a failed attempt is followed by another. */
export interface RetryPolicy {
  /** Most attempts of a call that are not hedges, the first included; 1 never retries. */
  readonly attempts: number;
  /**
   * Mean milliseconds until the same instance is tried again, by the code of the failure; doubled
   * by every further retry, jittered by half either way. Another instance is tried at once. Codes
   * not listed are not retried.
   */
  readonly backoffMs: Readonly<Partial<Record<MeshErrorCode, number>>>;
  /** Retries per call in the long run, 0 to 1. */
  readonly maxShare: number;
  /** Retries that may come on top of `maxShare` at once. */
  readonly burst: number;
}

/** When an instance is left alone. */
export interface BreakerPolicy {
  /** Failures in a row that open the breaker. */
  readonly failures: number;
  /** Milliseconds that it stays open; doubled by every probe that fails. */
  readonly openMs: number;
  /** Most milliseconds that it stays open. */
  readonly maxOpenMs: number;
  /** Codes that count as failures; any other says nothing of the instance. */
  readonly counts: readonly MeshErrorCode[];
  /** Share of `budgetMs` that an attempt must have had for its DEADLINE_EXCEEDED to count, 0 to 1. */
  readonly slowShare: number;
}

/** How calls to the instances of one model deal with slow and failing ones. */
export interface CallPolicy {
  /** Milliseconds that a call has, all its attempts and waits included. */
  readonly budgetMs: number;
  /** Left out, no call is hedged. */
  readonly hedge?: HedgePolicy;
  readonly retry: RetryPolicy;
  readonly breaker: BreakerPolicy;
}

/**
 * The policy of calls to specialists. Their calls are safe to repeat: they compute from what the
 * request carries and change nothing.
 *
 * Hedges and retries are sent here and not by grpc-js's own policies: those commit to an attempt
 * with its first response message, so that an answer which tears midway is lost; they silently
 * leave out requests larger than their buffer, as frames are; and they cannot choose the instance.
 */
export const defaultCallPolicy: CallPolicy = {
  budgetMs: 5_000,
  hedge: {
    // By its definition one attempt in twenty is later than this, so a hedge costs about 5 %.
    delayMs: 'p95',
    // Shorter differences are the noise of event loops, and no caller would notice them.
    minDelayMs: 20,
    // When more than one attempt in twenty stalls, the percentile is itself a stall: hedges would
    // come when they help no more.
    maxMedians: 4,
    // The fewest of which the 95th percentile is not the maximum.
    minSamples: 20,
    // When everything is slow, hedges would double the load that makes it slow.
    maxShare: 0.1,
    // Calls in flight together that stall together, as when an instance hangs, are all hedged.
    burst: 8,
    // Enough unless stalls come by chance and often: then as many of the hedges stall.
    most: 1,
    // A stall may be of the one attempt: a lost connection, a collection of garbage.
    sameInstance: true,
  },
  retry: {
    // What two instances cannot do, a third will hardly do within the same budget.
    attempts: 2,
    backoffMs: {
      // No connection, or it broke: a process that restarts takes a moment.
      UNAVAILABLE: 100,
      // The queue is full. It empties only if it is left alone for longer.
      RESOURCE_EXHAUSTED: 400,
      // The answer tore or lacks a part; the request was good.
      DATA_LOSS: 100,
      // Without a cancellation of ours: the server ended the stream, as one that stops does.
      CANCELLED: 100,
      // Not INVALID_ARGUMENT, FAILED_PRECONDITION, UNIMPLEMENTED and the like: the answer would be
      // the same. Not INTERNAL and UNKNOWN: a request that breaks one instance would break the
      // next. Not DEADLINE_EXCEEDED: nothing is left of the budget.
    },
    // Load grows by a fifth at most, however many calls fail.
    maxShare: 0.2,
    // What an instance that dies takes with it is retried whole.
    burst: 10,
  },
  breaker: {
    // Fewer happen by chance; more cost as many reports a specialist.
    failures: 5,
    // About the time until channels connect again.
    openMs: 1_000,
    // A probe of a dead instance costs a call, so they become rare; recovery is seen within this.
    maxOpenMs: 10_000,
    // Not RESOURCE_EXHAUSTED: busy is not broken. Not CANCELLED or codes that blame the request.
    counts: ['UNAVAILABLE', 'DEADLINE_EXCEEDED', 'INTERNAL', 'DATA_LOSS', 'UNKNOWN'],
    // One that began late, or for a caller with little time left, blames nobody.
    slowShare: 0.5,
  },
};

/** @throws RangeError if a number of the policy is out of its range. */
export function checkCallPolicy({ budgetMs, hedge, retry, breaker }: CallPolicy): void {
  check('budgetMs', budgetMs, 0);
  if (hedge !== undefined) {
    check('hedge.delayMs', typeof hedge.delayMs === 'number' ? hedge.delayMs : 0, 0);
    check('hedge.minDelayMs', hedge.minDelayMs, 0);
    check('hedge.maxMedians', hedge.maxMedians, 1);
    check('hedge.maxShare', hedge.maxShare, 0, 1);
    check('hedge.burst', hedge.burst, 0);
    check('hedge.most', hedge.most, 1, 4);
  }
  check('retry.attempts', retry.attempts, 1);
  check('retry.maxShare', retry.maxShare, 0, 1);
  check('retry.burst', retry.burst, 0);
  for (const [code, backoffMs] of Object.entries(retry.backoffMs)) {
    check(`retry.backoffMs.${code}`, backoffMs, 0);
  }
  checkBreakerPolicy(breaker);
}

/** @throws RangeError if a number of the policy is out of its range. */
export function checkBreakerPolicy(policy: BreakerPolicy): void {
  check('breaker.failures', policy.failures, 1);
  check('breaker.openMs', policy.openMs, 0);
  check('breaker.maxOpenMs', policy.maxOpenMs, policy.openMs);
  check('breaker.slowShare', policy.slowShare, 0, 1);
}

// The longest that a timer of Node can wait, in milliseconds.
const maxTimerMs = 2 ** 31 - 1;

function check(name: string, found: number, least: number, most = maxTimerMs): void {
  if (!(found >= least && found <= most)) {
    throw new RangeError(`expected ${name} from ${least} to ${most}, found ${found}`);
  }
}
