// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createBreaker } from './breaker.js';
import { defaultCallPolicy, type CallPolicy } from './call-policy.js';
import { createCaller } from './caller.js';

// On made-up time, so that 200 calls that take 20 s see the same on every machine.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const calls = 200;
const stallMs = 2_000;

/** An attempt: one call in ten stalls the first time, the others take 40 to 59 ms. */
function createAttempt() {
  const stalled = new Set<number>();
  let attempts = 0;
  const attempt = (number: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      attempts++;
      const stalls = number % 10 === 9 && !stalled.has(number);
      stalled.add(number);
      const timer = setTimeout(resolve, stalls ? stallMs : 40 + (number % 20));
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        reject(signal.reason as Error);
      });
    });
  return { attempt, attempts: () => attempts };
}

/** What the calls see, four at a time on two instances. */
async function load(policy: CallPolicy) {
  const instances = ['a', 'b'].map((id) => ({ id, breaker: createBreaker(policy.breaker) }));
  const caller = createCaller(policy);
  const { attempt, attempts } = createAttempt();
  const latenciesMs: number[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let number = next++; number < calls; number = next++) {
      const startMs = performance.now();
      await caller.call({
        candidates: () => instances,
        run: (_, { signal }) => attempt(number, signal),
      });
      latenciesMs.push(performance.now() - startMs);
    }
  };
  const works = Promise.all(Array.from({ length: 4 }, work));
  await vi.runAllTimersAsync();
  await works;
  latenciesMs.sort((a, b) => a - b);
  const percentileMs = (share: number) => latenciesMs[Math.ceil(calls * share) - 1]!;
  return { p90Ms: percentileMs(0.9), p99Ms: percentileMs(0.99), extra: attempts() - calls };
}

const hedge = defaultCallPolicy.hedge!;

test('with one call in ten stalling, hedges take the stalls out of the 99th percentile', async () => {
  const without = await load({ ...defaultCallPolicy, hedge: undefined });
  const fixed = await load({ ...defaultCallPolicy, hedge: { ...hedge, delayMs: 100 } });

  expect(without).toMatchObject({ p99Ms: stallMs, extra: 0 });
  expect(fixed.p99Ms).toBeLessThan(200);
  expect(fixed.extra).toBe(calls / 10);
});

test("a delay by 'p95' learns it from what is not stalled", async () => {
  const learned = await load(defaultCallPolicy);

  expect(learned.p90Ms).toBeLessThan(100);
  expect(learned.p99Ms).toBeLessThanOrEqual(stallMs);
  expect(learned.extra).toBeGreaterThanOrEqual(calls / 10 - 3);
  expect(learned.extra).toBeLessThan(0.15 * calls);
});
