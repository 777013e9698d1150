// SPDX-License-Identifier: Apache-2.0
import * as fc from 'fast-check';
import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { MeshError } from '../mesh-error.js';
import { CallFailedError } from './attempt.js';
import { createBreaker } from './breaker.js';
import { defaultCallPolicy, type CallPolicy } from './call-policy.js';
import { createCaller, type CallOrder } from './caller.js';
import type { Candidate } from './pick-candidate.js';

// The clock and the timers alone are made up: rules about time are to hold for all times.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const policy: CallPolicy = {
  ...defaultCallPolicy,
  budgetMs: 1_000,
  hedge: { ...defaultCallPolicy.hedge!, delayMs: 50 },
  retry: { ...defaultCallPolicy.retry, attempts: 3 },
};

const instance = (id: string): Candidate => ({ id, breaker: createBreaker(policy.breaker) });

/** What one attempt does: after so long it answers, or fails with a code. */
interface Fate {
  readonly afterMs: number;
  readonly code: (typeof codes)[number];
}

const codes = ['OK', 'UNAVAILABLE', 'RESOURCE_EXHAUSTED', 'INTERNAL', 'INVALID_ARGUMENT'] as const;

/** Meets its fate whether or not it is cancelled: late ends must not matter. */
const meet = ({ afterMs, code }: Fate, target: string): Promise<string> =>
  new Promise((resolve, reject) => {
    setTimeout(
      () => (code === 'OK' ? resolve('value') : reject(new MeshError(code, 'fate', target))),
      afterMs,
    );
  });

const fates = fc.array(
  fc.record({ afterMs: fc.integer({ min: 0, max: 1_500 }), code: fc.constantFrom(...codes) }),
  { minLength: 6, maxLength: 6 },
);

describe('whatever becomes of its attempts, a call', () => {
  test('keeps its rules', async () => {
    await fc.assert(
      fc.asyncProperty(
        fates,
        fc.integer({ min: 1, max: 3 }),
        fc.option(fc.integer({ min: 0, max: 1_200 })),
        async (fates, count, abortAfterMs) => {
          const instances = Array.from({ length: count }, (_, k) => instance(`i${k}`));
          const caller = createCaller(policy);
          const abort = new AbortController();
          const signals: AbortSignal[] = [];
          const startMs = performance.now();
          const call = caller.call({
            candidates: () => instances,
            signal: abort.signal,
            run: ({ id }, { signal, deadlineMs }) => {
              expect(deadlineMs).toBeCloseTo(policy.budgetMs - (performance.now() - startMs), 6);
              signals.push(signal);
              return meet(fates[signals.length - 1]!, id);
            },
          });
          let endMs = 0;
          const settled = call.then(
            (answer) => ({ answer, failure: undefined }),
            (failure: CallFailedError) => ({ answer: undefined, failure }),
          );
          void settled.then(() => (endMs = performance.now() - startMs));
          if (abortAfterMs !== null) {
            setTimeout(() => abort.abort(), abortAfterMs);
          }
          await vi.runAllTimersAsync();
          const { answer, failure } = await settled;
          const { attempts } = answer ?? failure!;

          expect(endMs).toBeLessThanOrEqual(Math.min(policy.budgetMs, abortAfterMs ?? Infinity));
          expect(attempts.length).toBe(signals.length);
          expect(attempts.filter(({ reason }) => reason === 'first')).toEqual([attempts[0]]);
          const of = (reason: string) => attempts.filter((attempt) => attempt.reason === reason);
          expect(of('hedge').length).toBeLessThanOrEqual(1);
          expect(of('retry').length).toBeLessThan(policy.retry.attempts);
          const retryable = attempts.filter(({ outcome }) => outcome in policy.retry.backoffMs);
          expect(of('retry').length).toBeLessThanOrEqual(retryable.length);
          const startsMs = attempts.map(({ startMs }) => startMs);
          expect(startsMs).toEqual(startsMs.toSorted((a, b) => a - b));

          const won = attempts.filter(({ outcome }) => outcome === 'OK');
          expect(won.map(({ target }) => target)).toEqual(answer ? [answer.winner.id] : []);
          if (failure) {
            expect(failure).toBeInstanceOf(CallFailedError);
            expect(attempts.some(({ outcome }) => outcome === 'LOST')).toBe(false);
          }
          attempts.forEach(({ outcome, startMs, durationMs }, k) => {
            const wasCancelled = ['LOST', 'CANCELLED', 'DEADLINE_EXCEEDED'].includes(outcome);
            expect(signals[k]!.aborted).toBe(wasCancelled);
            expect(startMs + durationMs).toBeLessThanOrEqual(endMs);
          });
          instances.forEach(({ id }) => expect(caller.inFlight(id)).toBe(0));
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('a call that has ended', () => {
  const never = new Promise<string>(() => undefined);
  const fail = (code: 'UNAVAILABLE' | 'INTERNAL' | 'INVALID_ARGUMENT') =>
    Promise.reject(new MeshError(code, 'fate', 'i'));
  const endings: [string, number, (() => Promise<string>)[], string][] = [
    ['at once', 0, [() => Promise.resolve('value')], 'first OK'],
    ['by a hedge', 50, [() => never, () => Promise.resolve('value')], 'first LOST, hedge OK'],
    ['by a failure', 0, [() => fail('INTERNAL')], 'first INTERNAL'],
    [
      'by a failure of the hedge that blames the request',
      50,
      [() => never, () => fail('INVALID_ARGUMENT')],
      'first CANCELLED, hedge INVALID_ARGUMENT',
    ],
    ['before a retry', 20, [() => fail('UNAVAILABLE')], 'first UNAVAILABLE'],
    ['before the hedge', 20, [() => never], 'first CANCELLED'],
    [
      'by its budget',
      1_000,
      [() => never, () => never],
      'first DEADLINE_EXCEEDED, hedge DEADLINE_EXCEEDED',
    ],
  ];
  test.each(endings)('%s leaves no timer and no listener', async (_, afterMs, runs, story) => {
    const abort = new AbortController();
    const one = instance('a');
    const attempt = runs.values();
    const call = createCaller(policy, { random: () => 0.5 }).call({
      candidates: () => [one],
      run: () => attempt.next().value!(),
      signal: abort.signal,
    });
    const settled = call.catch((failure: unknown) => failure as CallFailedError);

    await vi.advanceTimersByTimeAsync(afterMs);
    if (afterMs === 20) {
      abort.abort();
    }

    const { attempts } = await settled;
    const told = attempts.map(({ reason, outcome }) => `${reason} ${outcome}`);
    expect(told.join(', ')).toBe(story);
    expect(vi.getTimerCount()).toBe(0);
    expect(getEventListeners(abort.signal, 'abort')).toEqual([]);
  });

  const orders: [string, Partial<CallOrder<string>>][] = [
    [
      'an attempt',
      {
        run: () => {
          throw new TypeError('broken');
        },
      },
    ],
    [
      'the candidates',
      {
        candidates: () => {
          throw new TypeError('broken');
        },
      },
    ],
  ];
  test.each(orders)('by what %s throws says UNKNOWN', async (_, broken) => {
    const order = { candidates: () => [instance('a')], run: () => never, ...broken };

    const failure = await createCaller(policy)
      .call(order)
      .catch((error: unknown) => error);

    expect(failure).toMatchObject({ code: 'UNKNOWN', details: 'broken' });
    expect(vi.getTimerCount()).toBe(0);
  });

  test('does not begin a retry for an instance whose breaker ends the call', async () => {
    const abort = new AbortController();
    const breaker = createBreaker(
      { ...policy.breaker, failures: 1 },
      { onTransition: () => abort.abort() },
    );
    const run = vi.fn(() => fail('UNAVAILABLE'));

    const call = createCaller(policy).call({
      candidates: () => [{ id: 'a', breaker }, instance('b')],
      run,
      signal: abort.signal,
    });

    await expect(call).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(run).toHaveBeenCalledOnce();
  });
});

test('jumps of the wall clock change nothing', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
  const one = instance('a');
  const call = createCaller(policy).call({
    candidates: () => [one],
    run: () => new Promise(() => undefined),
  });
  const settled = call.catch((error: unknown) => error as CallFailedError);
  for (const hours of [5, -9, 3]) {
    await vi.advanceTimersByTimeAsync(300);
    vi.setSystemTime(Date.now() + hours * 3_600_000);
  }
  await vi.advanceTimersByTimeAsync(100);

  const { attempts } = (await settled) as CallFailedError;
  expect(attempts).toMatchObject([
    { startMs: 0, durationMs: 1_000, outcome: 'DEADLINE_EXCEEDED' },
    { startMs: 50, durationMs: 950, outcome: 'DEADLINE_EXCEEDED' },
  ]);
});

test('a hedge that stalls too is joined by another, as often as the policy lets it be', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const one = instance('a');
  const call = createCaller({ ...policy, hedge: { ...policy.hedge!, most: 2 } }).call({
    candidates: () => [one],
    run: () => new Promise(() => undefined),
  });
  const settled = call.catch((error: unknown) => error as CallFailedError);
  await vi.advanceTimersByTimeAsync(1_000);

  const { attempts } = (await settled) as CallFailedError;
  expect(attempts.map(({ reason, startMs }) => [reason, startMs])).toEqual([
    ['first', 0],
    ['hedge', 50],
    ['hedge', 100],
  ]);
});
