// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { createCaller, defaultCallPolicy, type CallPolicy } from '../src/index.js';
import { encodeCall, serve } from './calls.js';
import { answers, type Behaviour } from './faulty-specialist.js';

// Long, so that a busy machine is not taken for a stall.
const stallMs = 5_000;
const calls = 200;
const policy: CallPolicy = {
  ...defaultCallPolicy,
  budgetMs: 20_000,
  hedge: { ...defaultCallPolicy.hedge!, delayMs: 200 },
};

/** The first attempt of every tenth call is answered after the stall, if it is not cancelled. */
function tenthStalls(): Behaviour {
  const stalled = new Set<number>();
  return (call, server) => {
    const number = Number(call.request.outputs[0]);
    if (number % 10 !== 9 || stalled.has(number)) {
      answers()(call, server);
      return;
    }
    stalled.add(number);
    const timer = setTimeout(() => answers()(call, server), stallMs);
    call.on('cancelled', () => clearTimeout(timer));
  };
}

test('of 200 calls of which 20 stall, hedges keep 198 from waiting for the stall', async () => {
  const behave = tenthStalls();
  const { servers, candidates } = await serve(behave, behave);
  const caller = createCaller(policy);
  const latenciesMs: number[] = [];
  let lost = 0;
  let next = 0;
  const work = async (): Promise<void> => {
    for (let number = next++; number < calls; number = next++) {
      const startMs = performance.now();
      const { attempts } = await caller.call({ candidates, run: encodeCall(number) });
      latenciesMs.push(performance.now() - startMs);
      lost += attempts.filter(({ outcome }) => outcome === 'LOST').length;
    }
  };
  await Promise.all(Array.from({ length: 5 }, work));

  const p99Ms = latenciesMs.toSorted((a, b) => a - b)[Math.ceil(calls * 0.99) - 1];
  const received = servers.reduce((sum, server) => sum + server.calls, 0);
  expect(p99Ms).toBeLessThan(stallMs / 2);
  expect(received).toBeLessThan(1.15 * calls);
  expect(lost).toBeGreaterThanOrEqual(18);
  await expect
    .poll(() => servers.reduce((sum, server) => sum + server.cancelled, 0))
    .toBeGreaterThanOrEqual(18);
});
