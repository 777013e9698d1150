// SPDX-License-Identifier: Apache-2.0
import * as fc from 'fast-check';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { BatchEnd, BatchMember } from '../src/batch/batch-observer.js';
import { createBatchQueue, type Answered } from '../src/batch/batch-queue.js';
import { answer, finish, fixed, held, type Running } from './held-batches.js';
import type { Outcome } from '../src/batch/run-batch.js';
import { expectedMs } from '../src/batch/expected-ms.js';
import { ShedError } from '../src/batch/shed-error.js';

// Clocks alone are made up: what is late is to be told without waiting.
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date', 'performance'], now: 0 }));
afterEach(() => void vi.useRealTimers());

test('what waits while a batch runs is taken together, in order, up to the limit', async () => {
  const { run, batches } = held();
  const queue = createBatchQueue({ maxBatch: 3, run });
  const answers = [0, 1, 2, 3, 4].map((call) => queue.submit(call));
  expect(batches.map(({ calls }) => calls)).toEqual([[0]]);
  expect(queue.waiting).toBe(4);
  for (let at = 0; at < 3; at++) {
    finish(batches[at]!);
    await setImmediate();
  }
  expect(batches.map(({ calls }) => calls)).toEqual([[0], [1, 2, 3], [4]]);
  expect((await Promise.all(answers)).map((one) => one.answer)).toEqual(
    [0, 1, 2, 3, 4].map((call) => `of ${call}`),
  );
});

test('an answer goes out before the batch has ended', async () => {
  const { run, batches } = held();
  const queue = createBatchQueue({ maxBatch: 2, run });
  const first = queue.submit(0);
  const second = queue.submit(1);
  const third = queue.submit(2);
  finish(batches[0]!);
  await first;
  await setImmediate();
  batches[1]!.settle(1, answer(2));
  expect((await third).answer).toBe('of 2');
  batches[1]!.settle(0, answer(1));
  expect((await second).answer).toBe('of 1');
  expect(queue.waiting).toBe(0);
});

test('the observer is told whose time a run was, also of callers that had left', async () => {
  const { run, batches } = held();
  const ends: BatchEnd[] = [];
  const arrivals: BatchMember[] = [];
  const queue = createBatchQueue({
    maxBatch: 2,
    run,
    observer: { onArrival: (one) => arrivals.push(one), onBatchEnd: (end) => ends.push(end) },
  });
  const controller = new AbortController();
  const first = queue.submit(0);
  const left = queue.submit(1, { signal: controller.signal });
  const stays = queue.submit(2);
  finish(batches[0]!);
  await first;
  await setImmediate();
  controller.abort(new Error('gone'));
  await expect(left).rejects.toThrow('gone');
  const leftMs = arrivals[1]!.leftMs!;
  const ran = { startedMs: leftMs - 30, endedMs: leftMs + 70, size: 2 };
  batches[1]!.settle(0, answer(1));
  batches[1]!.settle(1, answer(2));
  batches[1]!.end({ runs: [ran, ran] });
  await stays;
  await setImmediate();
  expect(ends.map(({ members }) => members)).toEqual([[arrivals[0]], [arrivals[1], arrivals[2]]]);
  expect(ends[0]!.wastedMs).toBe(0);
  // Half of the run was for the one that left, 70 ms of it after that.
  expect(ends[1]!.wastedMs).toBeCloseTo(35, 6);
});

test('a call that the work forgets is failed, not lost', async () => {
  const { run, batches } = held();
  const queue = createBatchQueue({ maxBatch: 1, run });
  const forgotten = queue.submit(0);
  batches[0]!.end();
  await expect(forgotten).rejects.toThrow('expected an outcome for each call of a batch');
});

test('a closed queue fails what waits and lets what runs finish', async () => {
  const { run, batches } = held();
  const queue = createBatchQueue({ maxBatch: 4, run });
  const running = queue.submit(0);
  const waiting = queue.submit(1);
  queue.close(new Error('closed'));
  await expect(waiting).rejects.toThrow('closed');
  await expect(queue.submit(2)).rejects.toThrow('closed');
  finish(batches[0]!);
  expect((await running).answer).toBe('of 0');
  await setImmediate();
  expect(batches).toHaveLength(1);
});

type Step =
  | { readonly do: 'arrive'; readonly lastsMs: number }
  | { readonly do: 'leave'; readonly which: number }
  | { readonly do: 'settle'; readonly which: number; readonly fails: boolean }
  | { readonly do: 'end' }
  | { readonly do: 'crash' }
  | { readonly do: 'pass'; readonly ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('arrive'), lastsMs: fc.constantFrom(5, 20, Infinity) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('leave'), which: fc.nat() }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('settle'), which: fc.nat(), fails: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.constant({ do: 'end' }) },
  { weight: 1, arbitrary: fc.constant({ do: 'crash' }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('pass'), ms: fc.integer({ min: 1, max: 15 }) }),
  },
) as fc.Arbitrary<Step>;

test('whatever the order of events, each caller gets its own outcome, and gets it once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 60 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 0, max: 5 }),
      fc.constantFrom(undefined, 4, 9),
      async (steps, maxBatch, maxWaiting, batchMs) => {
        vi.setSystemTime(0);
        const { run, batches } = held();
        let begun = 0;
        const ends: BatchEnd[] = [];
        const queue = createBatchQueue({
          maxBatch,
          maxWaiting,
          run,
          batchMean: fixed(batchMs),
          observer: { onBatch: () => begun++, onBatchEnd: (end) => ends.push(end) },
        });
        const callers: { deadlineAtMs: number; leave: AbortController; end: Promise<unknown> }[] =
          [];
        /** What each call should come to; a call without one is still open. */
        const expected = new Map<number, unknown>();
        const decide = (call: number, outcome: unknown): void => {
          if (!expected.has(call)) expected.set(call, outcome);
        };
        let ended = 0;
        let settled = new Set<number>();
        const current = (): Running | undefined => batches[ended];
        /** The calls that wait, as the queue should have them. */
        let line: number[] = [];
        let takenMs = 0;
        const deadlineOf = (call: number): number => callers[call]!.deadlineAtMs;
        /** What should become of a newcomer beside a batch that runs. */
        const admitted = (deadlineAtMs: number): boolean => {
          const ahead = line.filter((call) => deadlineOf(call) <= deadlineAtMs).length;
          const backlog = { ahead, maxBatch, elapsedMs: Date.now() - takenMs };
          const answeredMs = batchMs === undefined ? 0 : expectedMs(batchMs, backlog);
          if (answeredMs > deadlineAtMs - Date.now()) return false;
          if (line.length < maxWaiting) return true;
          const last = line.at(-1);
          if (last === undefined || deadlineOf(last) <= deadlineAtMs) return false;
          decide(last, 'ShedError');
          line.pop();
          return true;
        };
        const takeNext = async (): Promise<void> => {
          await setImmediate();
          settled = new Set();
          const now = Date.now();
          takenMs = now;
          const taken: number[] = [];
          while (line.length > 0 && taken.length < maxBatch) {
            const call = line.shift()!;
            if (now < deadlineOf(call)) taken.push(call);
            else decide(call, 'DEADLINE_EXCEEDED');
          }
          expect(current()?.calls ?? []).toEqual(taken);
        };
        const conclude = async (): Promise<void> => {
          ended++;
          await takeNext();
        };

        for (const one of steps) {
          const running = current();
          switch (one.do) {
            case 'arrive': {
              const call = callers.length;
              const deadlineAtMs = Date.now() + one.lastsMs;
              const leave = new AbortController();
              const isIn = running === undefined || admitted(deadlineAtMs);
              if (!isIn) decide(call, 'ShedError');
              const patience = { signal: leave.signal, deadlineAtMs };
              const end = queue.submit(call, patience).then(textOf, (error) => textOfError(error));
              callers.push({ deadlineAtMs, leave, end });
              if (isIn) {
                line.push(call);
                // The sort is stable: equals stay in the order they came.
                line.sort((a, b) =>
                  deadlineOf(a) < deadlineOf(b) ? -1 : +(deadlineOf(a) > deadlineOf(b)),
                );
              }
              if (!running && line.length > 0) await takeNext();
              break;
            }
            case 'leave': {
              if (callers.length === 0) break;
              const call = one.which % callers.length;
              callers[call]!.leave.abort(new Error(`left ${call}`));
              decide(call, `left ${call}`);
              line = line.filter((waiting) => waiting !== call);
              break;
            }
            case 'settle': {
              if (!running) break;
              const at = one.which % running.calls.length;
              if (settled.has(at)) break;
              settled.add(at);
              const call = running.calls[at]!;
              decide(call, one.fails ? `fault ${call}` : `of ${call}`);
              const fault: Outcome<string> = { $case: 'failed', value: new Error(`fault ${call}`) };
              running.settle(at, one.fails ? fault : answer(call));
              break;
            }
            case 'end': {
              if (!running) break;
              for (const [at, call] of running.calls.entries()) {
                if (settled.has(at)) continue;
                decide(call, `of ${call}`);
                running.settle(at, answer(call));
              }
              running.end();
              await conclude();
              break;
            }
            case 'crash':
              if (!running) break;
              for (const call of running.calls) decide(call, 'crashed');
              running.crash(new Error('crashed'));
              await conclude();
              break;
            case 'pass':
              vi.advanceTimersByTime(one.ms);
          }
          expect(queue.waiting).toBe(line.length);
          expect(queue.waiting).toBeLessThanOrEqual(maxWaiting);
        }
        for (let running = current(); running; running = current()) {
          for (const call of running.calls) decide(call, `of ${call}`);
          finish(running);
          await conclude();
        }
        expect(await Promise.all(callers.map(({ end }) => end))).toEqual(
          callers.map((_, call) => expected.get(call)),
        );
        expect(ends).toHaveLength(begun);
        const taken = batches.flatMap(({ calls }) => calls);
        expect(new Set(taken).size).toBe(taken.length);
      },
    ),
    { numRuns: 150 },
  );
});

const textOf = ({ answer: value }: Answered<string>): string => value;

function textOfError(error: Error & { readonly code?: string }): string {
  return error instanceof ShedError ? error.name : (error.code ?? error.message);
}
