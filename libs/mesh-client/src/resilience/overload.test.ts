// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MeshError } from '../mesh-error.js';
import { createBreaker } from './breaker.js';
import { defaultCallPolicy, type CallPolicy } from './call-policy.js';
import { createCaller } from './caller.js';

// On made-up time: ten seconds of overload take none.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const serviceMs = 10;
const seconds = 10;

/** An instance that does one call after the other, of which few may wait. */
function createServer(pushesBack: boolean) {
  const waiting: (() => void)[] = [];
  const counts = { attempts: 0, answered: 0 };
  let busy = false;
  const serve = (done: () => void): void => {
    busy = true;
    setTimeout(() => {
      busy = false;
      counts.answered++;
      done();
      const next = waiting.shift();
      if (next) serve(next);
    }, serviceMs);
  };
  const attempt = (): Promise<void> =>
    new Promise((resolve, reject) => {
      counts.attempts++;
      if (!busy) serve(resolve);
      else if (waiting.length < 8) waiting.push(resolve);
      else {
        const pushbackMs = pushesBack ? 5 * serviceMs : undefined;
        reject(new MeshError('RESOURCE_EXHAUSTED', 'full', 'i', { pushbackMs }));
      }
    });
  return { counts, attempt };
}

/** Twice the load that an instance can take, on made-up time. */
async function overload(policy: CallPolicy, pushesBack: boolean) {
  const caller = createCaller(policy);
  const { counts, attempt } = createServer(pushesBack);
  const instance = { id: 'i', breaker: createBreaker(policy.breaker) };
  const order = { candidates: () => [instance], run: attempt };
  const calls = (2 * seconds * 1000) / serviceMs;
  const ends: Promise<unknown>[] = [];
  for (let k = 0; k < calls; k++) {
    ends.push(caller.call(order).catch(() => undefined));
    await vi.advanceTimersByTimeAsync(serviceMs / 2);
  }
  const goodput = counts.answered / ((seconds * 1000) / serviceMs);
  await vi.runAllTimersAsync();
  await Promise.all(ends);
  return { goodput, load: counts.attempts / calls };
}

test.each([true, false])(
  'under twice the load, retries add a fifth at most (pushback: %s) and answers go on',
  async (pushesBack) => {
    const { goodput, load } = await overload(defaultCallPolicy, pushesBack);

    const { maxShare, burst } = defaultCallPolicy.retry;
    expect(load).toBeGreaterThan(1);
    expect(load).toBeLessThanOrEqual(
      1 + maxShare + defaultCallPolicy.hedge!.maxShare + burst / 1000,
    );
    expect(goodput).toBeGreaterThan(0.95);
  },
);
