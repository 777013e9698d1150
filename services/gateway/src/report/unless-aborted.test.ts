// SPDX-License-Identifier: Apache-2.0
import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { unlessAborted } from './unless-aborted.js';

const stopped = (): Error => new Error('stopped');

test('work that ends is given on, and nothing of it stays at the signal', async () => {
  const stop = new AbortController();
  const { signal } = stop;
  await expect(unlessAborted(Promise.resolve(1), signal, stopped)).resolves.toBe(1);
  const failing = Promise.reject(new Error('failed'));
  await expect(unlessAborted(failing, signal, stopped)).rejects.toThrow('failed');
  await expect.poll(() => getEventListeners(signal, 'abort')).toEqual([]);
});

test("an abort ends the wait, and a later end of the work is nobody's", async () => {
  const stop = new AbortController();
  const work = Promise.withResolvers<number>();
  const waiting = unlessAborted(work.promise, stop.signal, stopped);
  stop.abort();
  await expect(waiting).rejects.toThrow('stopped');
  work.reject(new Error('late'));
  await expect(unlessAborted(Promise.resolve(1), stop.signal, stopped)).rejects.toThrow('stopped');
});
