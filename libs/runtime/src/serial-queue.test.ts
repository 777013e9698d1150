// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { createSerialQueue, QueueFullError } from './serial-queue.js';

function gate() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { task: () => promise, open: resolve };
}

test('tasks run one after the other, in the order they came', async () => {
  const queue = createSerialQueue();
  const order: number[] = [];
  const first = gate();
  const runs = [
    queue.run(() => first.task().then(() => order.push(1))),
    queue.run(async () => order.push(2)),
    queue.run(async () => order.push(3)),
  ];
  expect(queue.waiting).toBe(2);
  first.open();
  await Promise.all(runs);
  expect(order).toEqual([1, 2, 3]);
});

test('a full queue refuses at once and takes tasks again when one left', async () => {
  const queue = createSerialQueue({ maxWaiting: 1 });
  const first = gate();
  const controller = new AbortController();
  const running = queue.run(first.task);
  const waiting = queue.run(async () => 'ran', controller.signal);
  await expect(queue.run(async () => 1)).rejects.toThrow(QueueFullError);
  controller.abort();
  await expect(waiting).rejects.toThrow(/abort/i);
  const last = queue.run(async () => 'last');
  first.open();
  await running;
  expect(await last).toBe('last');
});

test('a task that fails does not stop the next', async () => {
  const queue = createSerialQueue();
  const failing = queue.run(() => Promise.reject(new RangeError('no')));
  const next = queue.run(async () => 'next');
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('next');
});
