// SPDX-License-Identifier: Apache-2.0
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { untilStopped } from './until-stopped.js';

test('work ends as it ends', async () => {
  const { signal } = new AbortController();
  await expect(untilStopped(Promise.resolve(7), signal)).resolves.toBe(7);
  await expect(untilStopped(Promise.reject(new Error('torn')), signal)).rejects.toThrow('torn');
});

test('work that goes on when the gateway is stopped is waited for no longer', async () => {
  const stop = new AbortController();
  const waiting = untilStopped(new Promise(() => undefined), stop.signal);
  stop.abort();
  await expect(waiting).rejects.toMatchObject({ slug: 'draining' });
  const later = untilStopped(new Promise(() => undefined), stop.signal);
  await expect(later).rejects.toMatchObject({ slug: 'draining' });
});

test('what work came to is not kept until the gateway stops', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const stop = new AbortController();
  const made = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const image = await untilStopped(Promise.resolve(new Uint8Array(1_000_000)), stop.signal);
      return new WeakRef(image);
    }),
  );
  // A weak reference that was just made holds until the end of the turn.
  await new Promise((resolve) => setImmediate(resolve));
  collect();
  expect(made.filter((reference) => reference.deref() !== undefined)).toHaveLength(0);
});
