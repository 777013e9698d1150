// SPDX-License-Identifier: Apache-2.0
import { createLoadBook, type LoadBook } from '../load/load-book.js';
import type { Attempt, AttemptReason } from './attempt.js';
import type { CallerState } from './begin-attempt.js';
import { checkCallPolicy, type CallPolicy } from './call-policy.js';
import { conductCall } from './conduct-call.js';
import { createLatencyWindow, hedgeDelayMs } from './latency-window.js';
import type { Candidate } from './pick-candidate.js';
import { createTokenBucket } from './token-bucket.js';

/** What to call, and where. */
export interface CallOrder<T, C extends Candidate = Candidate> {
  /** The instances there are now; asked before every attempt. */
  readonly candidates: () => readonly C[];
  /** Makes one attempt; heeds the signal, which aborts when the attempt is not needed any more. */
  readonly run: (candidate: C, options: RunOptions) => Promise<T>;
  /** Cancels the call. */
  readonly signal?: AbortSignal;
  /** Milliseconds that this call has, if less than those of the policy. */
  readonly budgetMs?: number;
}

/** What an attempt may use. */
export interface RunOptions {
  /** Milliseconds that are left of the budget. */
  readonly deadlineMs: number;
  /** Aborts with an `AttemptEnded` when the attempt is not needed any more. */
  readonly signal: AbortSignal;
  readonly reason: AttemptReason;
}

/** What came of a call. */
export interface CallAnswer<T, C extends Candidate = Candidate> {
  readonly value: T;
  /** The instance whose answer it is. */
  readonly winner: C;
  /** Every attempt, in the order of their starts. */
  readonly attempts: readonly Attempt[];
}

/** Calls the instances of one model. */
export interface Caller {
  /**
   * Makes a call: on the instance with the least load, hedged and retried as the policy says, where
   * possible on none that pushed back; the first success wins and the other attempts are cancelled.
   * A failure that is not retried ends it once no other attempt runs; INVALID_ARGUMENT and
   * OUT_OF_RANGE at once.
   * @throws CallFailedError, a MeshError: with the last failure; DEADLINE_EXCEEDED when the budget
   *   has ended; CANCELLED if the signal aborted; UNAVAILABLE if there is no instance, or every
   *   breaker is open.
   */
  call<T, C extends Candidate>(order: CallOrder<T, C>): Promise<CallAnswer<T, C>>;
  /** The caller's state, for metrics. */
  readonly state: {
    /** Hedges that may be sent now. */
    readonly hedgeTokens: number;
    /** Retries that may be sent now. */
    readonly retryTokens: number;
    /** Milliseconds until an attempt is hedged; undefined if none is, or as long as not known. */
    readonly hedgeDelayMs: number | undefined;
  };
  /** Calls in flight on an instance, of all that share the book of loads. */
  inFlight(id: string): number;
}

export interface CallerOptions {
  /** Where attempts in flight are counted and reported load is looked up. @default its own */
  readonly loads?: LoadBook;
  /** A clock that only goes forward, in milliseconds. @default performance.now */
  readonly now?: () => number;
  /** Numbers in [0, 1), for jitter. @default Math.random */
  readonly random?: () => number;
}

/**
 * A caller. One serves all calls to the instances of one model: its budgets of hedges and retries
 * and its latencies are of all of them.
 * @throws RangeError if a number of the policy is out of its range.
 */
export function createCaller(
  policy: CallPolicy,
  {
    loads = createLoadBook(),
    now = () => performance.now(),
    random = Math.random,
  }: CallerOptions = {},
): Caller {
  checkCallPolicy(policy);
  const { hedge, retry } = policy;
  let turn = 0;
  const state: CallerState = {
    policy,
    loads,
    latencies: createLatencyWindow({ minSamples: hedge?.minSamples }),
    hedges: hedge && createTokenBucket({ share: hedge.maxShare, burst: hedge.burst }),
    retries: createTokenBucket({ share: retry.maxShare, burst: retry.burst }),
    restingUntilMs: new Map(),
    now,
    random,
    nextTurn: () => turn++,
  };
  return {
    call: (order) => conductCall(state, order),
    get state() {
      return {
        hedgeTokens: state.hedges?.tokens ?? 0,
        retryTokens: state.retries.tokens,
        hedgeDelayMs: hedge && hedgeDelayMs(hedge, state.latencies),
      };
    },
    inFlight: (id) => state.loads.inFlight(id),
  };
}
