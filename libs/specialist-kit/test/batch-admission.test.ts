// SPDX-License-Identifier: Apache-2.0
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { finish, fixed, held } from './held-batches.js';
import { createBatchQueue } from '../src/batch/batch-queue.js';
import { ShedError } from '../src/batch/shed-error.js';

// Clocks alone are made up: what is late is to be told without waiting.
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date', 'performance'], now: 0 }));
afterEach(() => void vi.useRealTimers());

test('the earliest deadline is taken first, and none is last', async () => {
  const { run, batches } = held();
  const queue = createBatchQueue({ maxBatch: 1, run });
  const waits = [Infinity, 50_000, 90_000, 20_000, 50_000];
  const answers = [0, ...waits].map((deadlineAtMs, call) =>
    queue.submit(call, call === 0 ? {} : { deadlineAtMs }),
  );
  for (let at = 0; at < answers.length; at++) {
    finish(batches[at]!);
    await setImmediate();
  }
  await Promise.all(answers);
  expect(batches.flatMap(({ calls }) => calls)).toEqual([0, 4, 2, 5, 3, 1]);
});

test('what cannot be answered in time is refused at once, and is not to be tried again', async () => {
  const { run, batches } = held();
  const queue = createBatchQueue({ maxBatch: 1, run, batchMean: fixed(100) });
  const deadlineAtMs = Date.now() + 250;
  // Nothing runs: it is tried, so that an estimate that is too high does not stay so.
  const running = queue.submit(0, { deadlineAtMs: Date.now() + 20 });
  const waiting = queue.submit(1, { deadlineAtMs });
  await expect(queue.submit(2, { deadlineAtMs })).rejects.toThrow(
    new ShedError('expected an answer within 250 ms, found 1 requests ahead: about 300 ms', -1),
  );
  vi.advanceTimersByTime(10);
  // Ahead of the one that waits: its own run and the rest of the other.
  const urgent = queue.submit(3, { deadlineAtMs: Date.now() + 195 });
  for (let at = 0; at < 3; at++) {
    finish(batches[at]!);
    await setImmediate();
  }
  expect((await Promise.all([running, urgent, waiting])).map((one) => one.answer)).toEqual([
    'of 0',
    'of 3',
    'of 1',
  ]);
});

test('a full queue gives the place of the least urgent to one that is more urgent', async () => {
  const { run, batches } = held();
  const departures: string[] = [];
  let shed = 0;
  const queue = createBatchQueue({
    maxBatch: 1,
    maxWaiting: 2,
    run,
    batchMean: fixed(100),
    observer: { onDeparture: (_, reason) => departures.push(reason), onShed: () => shed++ },
  });
  const running = queue.submit(0);
  const soon = queue.submit(1, { deadlineAtMs: 5_000 });
  const never = queue.submit(2);
  await expect(queue.submit(3)).rejects.toMatchObject({
    message: 'expected at most 2 waiting requests, found the queue full',
    // What runs, one that waits, and the next.
    pushbackMs: 300,
  });
  const sooner = queue.submit(4, { deadlineAtMs: 4_000 });
  await expect(never).rejects.toThrow('found the queue full of earlier deadlines');
  expect([departures, shed]).toEqual([['RESOURCE_EXHAUSTED'], 1]);
  for (let at = 0; at < 3; at++) {
    finish(batches[at]!);
    await setImmediate();
  }
  await Promise.all([running, soon, sooner]);
  expect(batches.flatMap(({ calls }) => calls)).toEqual([0, 4, 1]);
});
