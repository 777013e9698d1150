// SPDX-License-Identifier: Apache-2.0
import type { LoadBook } from '../load/load-book.js';
import { AttemptEnded, type Attempt, type AttemptReason } from './attempt.js';
import type { CallPolicy } from './call-policy.js';
import type { LatencyWindow } from './latency-window.js';
import type { Candidate } from './pick-candidate.js';
import type { TokenBucket } from './token-bucket.js';

/** What the calls of one caller share. */
export interface CallerState {
  readonly policy: CallPolicy;
  readonly loads: LoadBook;
  readonly latencies: LatencyWindow;
  readonly hedges: TokenBucket | undefined;
  readonly retries: TokenBucket;
  /** Until when instances want to be left alone, by id, on the clock of `now`. */
  readonly restingUntilMs: Map<string, number>;
  readonly now: () => number;
  readonly random: () => number;
  /** Counts calls, so that equals are called in turn. */
  readonly nextTurn: () => number;
}

/** An attempt in progress. */
export interface BegunAttempt<C extends Candidate> {
  readonly candidate: C;
  /** Complete once the attempt has ended. */
  readonly record: Attempt;
  /** Aborts when the attempt is cancelled. */
  readonly signal: AbortSignal;
  readonly isRunning: boolean;
  /** It has ended by itself; false if it had ended before. */
  end(outcome: Attempt['outcome']): boolean;
  /** Ends it from outside, if it runs. */
  cancel(outcome: Attempt['outcome']): void;
}

/** Begins an attempt and keeps the books of it; undefined if the breaker refuses. */
export function beginAttempt<C extends Candidate>(
  { policy, loads, latencies, now }: CallerState,
  candidate: C,
  reason: AttemptReason,
  callStartMs: number,
): BegunAttempt<C> | undefined {
  const pass = candidate.breaker.admit();
  if (pass === undefined) {
    return undefined;
  }
  const target = candidate.id;
  loads.enter(target);
  const beganMs = now();
  const abort = new AbortController();
  const record = {
    target,
    reason,
    startMs: beganMs - callStartMs,
    durationMs: 0,
    outcome: 'LOST' as Attempt['outcome'],
  };
  let isRunning = true;

  function end(outcome: Attempt['outcome']): boolean {
    if (!isRunning) {
      return false;
    }
    isRunning = false;
    record.durationMs = now() - beganMs;
    record.outcome = outcome;
    loads.leave(target);
    if (outcome === 'OK') {
      latencies.record(record.durationMs);
      pass!.onSuccess();
    } else if (blames(policy, record)) {
      pass!.onFailure();
    } else {
      pass!.onNeutral();
    }
    return true;
  }

  return {
    candidate,
    record,
    signal: abort.signal,
    get isRunning() {
      return isRunning;
    },
    end,
    cancel(outcome) {
      if (end(outcome)) {
        abort.abort(new AttemptEnded(outcome));
      }
    },
  };
}

function blames({ budgetMs, breaker }: CallPolicy, { outcome, durationMs }: Attempt): boolean {
  if (outcome === 'OK' || outcome === 'LOST' || !breaker.counts.includes(outcome)) {
    return false;
  }
  return outcome !== 'DEADLINE_EXCEEDED' || durationMs >= budgetMs * breaker.slowShare;
}
