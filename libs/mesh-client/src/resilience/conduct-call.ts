// SPDX-License-Identifier: Apache-2.0
import { toMeshError, type MeshError, type MeshErrorCode } from '../mesh-error.js';
import { CallFailedError, type AttemptReason } from './attempt.js';
import { beginAttempt, type BegunAttempt, type CallerState } from './begin-attempt.js';
import type { CallAnswer, CallOrder } from './caller.js';
import { hedgeDelayMs } from './latency-window.js';
import {
  pickCandidate,
  restingRank,
  secondRank,
  type Candidate,
  type OwnAttempt,
} from './pick-candidate.js';

/** Codes that blame the request: every instance would say the same. */
const requestFaults: ReadonlySet<MeshErrorCode> = new Set(['INVALID_ARGUMENT', 'OUT_OF_RANGE']);

/**
 * One call: its first attempt, its hedges, and retries, under one budget. Nothing of it is
 * left when the promise settles: no timer, no listener, no attempt.
 */
export function conductCall<T, C extends Candidate>(
  state: CallerState,
  order: CallOrder<T, C>,
): Promise<CallAnswer<T, C>> {
  const { policy, hedges, retries, now } = state;
  const { signal } = order;
  const startMs = now();
  const budgetMs = Math.min(policy.budgetMs, order.budgetMs ?? Number.POSITIVE_INFINITY);
  const turn = state.nextTurn();
  const begun: BegunAttempt<C>[] = [];
  /** Instances that said that this call has no chance with them. */
  const hopeless = new Set<string>();
  let isOver = false;
  let retriesPlanned = 0;
  let hedgesBegun = 0;
  let lastFailure: MeshError | undefined;
  let budgetTimer: NodeJS.Timeout | undefined;
  let hedgeTimer: NodeJS.Timeout | undefined;
  let retryTimer: NodeJS.Timeout | undefined;

  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      fail('CANCELLED', 'cancelled before the call', signal.reason);
    } else if (budgetMs <= 0) {
      fail('DEADLINE_EXCEEDED', `expected time for the call, found ${budgetMs} ms`);
    } else {
      budgetTimer = setTimeout(onBudgetEnd, budgetMs);
      signal?.addEventListener('abort', onAbort, { once: true });
      guard(begin);
    }

    function begin(): void {
      const candidate = pick('first');
      if (candidate === undefined) {
        failUntried();
        return;
      }
      hedges?.onCall();
      retries.onCall();
      start(candidate, 'first');
    }

    function start(candidate: C, reason: AttemptReason): void {
      const attempt = beginAttempt(state, candidate, reason, startMs);
      if (attempt === undefined) {
        return;
      }
      begun.push(attempt);
      armHedge();
      const options = { deadlineMs: remainingMs(), signal: attempt.signal, reason };
      (async () => order.run(candidate, options))().then(
        (value) => guard(() => onValue(attempt, value)),
        (error: unknown) => guard(() => onFailure(attempt, error)),
      );
    }

    function onValue(attempt: BegunAttempt<C>, value: T): void {
      if (attempt.end('OK')) {
        stop('LOST');
        const attempts = begun.map(({ record }) => record);
        resolve({ value, winner: attempt.candidate, attempts });
      }
    }

    function onFailure(attempt: BegunAttempt<C>, thrown: unknown): void {
      const error = toMeshError(thrown, attempt.candidate.id);
      // A breaker that opens may end the call: who watches it may abort the signal.
      if (!attempt.end(error.code) || isOver) {
        return;
      }
      lastFailure = error;
      heedPushback(attempt.candidate.id, error);
      if (!isRunning()) {
        clearTimeout(hedgeTimer);
        hedgeTimer = undefined;
      }
      if (requestFaults.has(error.code)) {
        failLast();
      } else if (!planRetry(error) && !isRunning()) {
        failLast();
      }
    }

    /** Whether another attempt follows the failure, now or later. */
    function planRetry({ code, pushbackMs }: MeshError): boolean {
      if (retryTimer !== undefined) {
        return true;
      }
      const meanMs = policy.retry.backoffMs[code];
      const candidate = pick('retry');
      if (meanMs === undefined || candidate === undefined) {
        return false;
      }
      const isElsewhere = ownAttempt(candidate) === 'none';
      const delayMs = isElsewhere ? restMs(candidate) : delayOf(meanMs, pushbackMs);
      if (
        retriesPlanned + 1 >= policy.retry.attempts ||
        delayMs >= remainingMs() ||
        !retries.take()
      ) {
        return false;
      }
      retriesPlanned++;
      if (delayMs === 0) {
        start(candidate, 'retry');
      } else {
        retryTimer = setTimeout(() => guard(onRetryTime), delayMs);
      }
      return true;
    }

    /** What the server asked for goes before our own back-off; those it asked come apart a little. */
    function delayOf(meanMs: number, pushbackMs = -1): number {
      return pushbackMs >= 0
        ? pushbackMs * (1 + state.random() / 4)
        : meanMs * 2 ** retriesPlanned * (0.5 + state.random());
    }

    /** A pushback is of one instance: another may have room. */
    function heedPushback(id: string, { pushbackMs }: MeshError): void {
      if (pushbackMs === undefined) {
        return;
      }
      if (pushbackMs < 0) {
        hopeless.add(id);
      } else {
        state.restingUntilMs.set(id, now() + pushbackMs);
      }
    }

    function onRetryTime(): void {
      retryTimer = undefined;
      const candidate = pick('retry');
      if (candidate !== undefined) {
        start(candidate, 'retry');
      } else if (!isRunning()) {
        failLast();
      }
    }

    function armHedge(): void {
      const most = policy.hedge?.most ?? 0;
      if (policy.hedge === undefined || hedgesBegun >= most || hedgeTimer !== undefined) {
        return;
      }
      const delayMs = hedgeDelayMs(policy.hedge, state.latencies);
      if (delayMs !== undefined && delayMs < remainingMs()) {
        hedgeTimer = setTimeout(() => guard(onHedgeTime), delayMs);
      }
    }

    function onHedgeTime(): void {
      hedgeTimer = undefined;
      const candidate = pick('hedge');
      if (candidate !== undefined && hedges?.take()) {
        hedgesBegun++;
        start(candidate, 'hedge');
      }
    }

    function onBudgetEnd(): void {
      const last = lastFailure ? `; the last failure was ${lastFailure.message}` : '';
      fail('DEADLINE_EXCEEDED', `expected an answer within ${budgetMs} ms, found none${last}`);
    }

    function onAbort(): void {
      fail('CANCELLED', 'cancelled by the caller', signal?.reason);
    }

    function failUntried(): void {
      const candidates = order.candidates();
      const details =
        candidates.length === 0
          ? 'expected an instance, found none'
          : `expected an instance that may be tried, found the breakers of all ${candidates.length} open`;
      fail('UNAVAILABLE', details, undefined, candidates.map(({ id }) => id).join(','));
    }

    function failLast(): void {
      const { code, details, target, pushbackMs } = lastFailure!;
      fail(code, details, lastFailure, target, pushbackMs);
    }

    function fail(
      code: MeshErrorCode,
      details: string,
      cause?: unknown,
      target = begun.at(-1)?.candidate.id ?? 'no instance',
      pushbackMs?: number,
    ): void {
      stop(code === 'DEADLINE_EXCEEDED' ? code : 'CANCELLED');
      const attempts = begun.map(({ record }) => record);
      reject(new CallFailedError(code, details, target, attempts, { cause, pushbackMs }));
    }

    function stop(outcome: 'LOST' | 'CANCELLED' | 'DEADLINE_EXCEEDED'): void {
      isOver = true;
      clearTimeout(budgetTimer);
      clearTimeout(hedgeTimer);
      clearTimeout(retryTimer);
      signal?.removeEventListener('abort', onAbort);
      for (const attempt of begun) {
        attempt.cancel(outcome);
      }
    }

    /** Fails the call with what a step throws; only code handed to it can throw. */
    function guard(step: () => void): void {
      try {
        step();
      } catch (error) {
        const { code, details, target } = toMeshError(error, 'no instance');
        fail(code, details, error, target);
      }
    }
  });

  function pick(reason: AttemptReason): C | undefined {
    const sameInstance = reason !== 'hedge' || policy.hedge?.sameInstance === true;
    return pickCandidate(order.candidates(), state.loads, turn, (candidate) => {
      const own = ownAttempt(candidate);
      if (hopeless.has(candidate.id) || (own === 'running' && !sameInstance)) {
        return Number.POSITIVE_INFINITY;
      }
      const rank = reason === 'first' ? 0 : secondRank(candidate, own);
      return restMs(candidate) > 0 ? rank + restingRank : rank;
    });
  }

  /** Milliseconds for which an instance still wants to be left alone. */
  function restMs({ id }: Candidate): number {
    const leftMs = (state.restingUntilMs.get(id) ?? 0) - now();
    if (leftMs <= 0) state.restingUntilMs.delete(id);
    return Math.max(0, leftMs);
  }

  function ownAttempt({ id }: Candidate): OwnAttempt {
    const own = begun.filter(({ candidate }) => candidate.id === id);
    return own.length === 0 ? 'none' : own.some(({ isRunning }) => isRunning) ? 'running' : 'ended';
  }

  function isRunning(): boolean {
    return begun.some((attempt) => attempt.isRunning);
  }

  function remainingMs(): number {
    return Math.max(0, budgetMs - (now() - startMs));
  }
}
