// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { anonymous, type Client } from '../access/client.js';
import { ClientGoneError, ProblemError } from '../http/problem.js';
import { createCapacity, type Capacity, type Place } from './capacity.js';
import { retryAfterSeconds } from './retry-after.js';

// Time is made up: places are held for seconds.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => void vi.useRealTimers());

const clientOf = (name: string, change: Partial<Client> = {}): Client => {
  return { ...anonymous, name, ...change };
};

/** Makes known how long a place is held. */
async function hold(capacity: Capacity, heldMs: number): Promise<void> {
  const place = await capacity.acquire({ client: anonymous });
  await vi.advanceTimersByTimeAsync(heldMs);
  place.release();
}

const fails = async (asked: Promise<Place>): Promise<Error> =>
  asked.then(
    () => new Error('expected a refusal, found a place'),
    (error: Error) => error,
  );

test('places are taken at once while there are some, then in turn', async () => {
  const capacity = createCapacity({ limit: 2, maxWaiting: 2 });
  const client = anonymous;
  const [first, second] = [await capacity.acquire({ client }), await capacity.acquire({ client })];
  expect([first.isAwaited, second.isAwaited]).toEqual([false, false]);
  const third = capacity.acquire({ client });
  const fourth = capacity.acquire({ client });
  expect(await fails(capacity.acquire({ client }))).toBeInstanceOf(ProblemError);
  first.release();
  first.release();
  expect((await third).isAwaited).toBe(true);
  (await third).release();
  second.release();
  (await fourth).release();
  await capacity.idle();
});

test('a request that would wait longer than its client is refused at once, and told for how long', async () => {
  const capacity = createCapacity({ limit: 1, maxWaiting: 10 });
  await hold(capacity, 4_000);
  const held = await capacity.acquire({ client: anonymous });
  const waiting = capacity.acquire({ client: anonymous, takenWithinMs: 5_000 });
  const late = await fails(capacity.acquire({ client: anonymous, takenWithinMs: 5_000 }));
  expect(late).toMatchObject({ slug: 'too-many-reports' });
  const { expected, found, headers } = (late as ProblemError).options;
  expect([expected, found]).toEqual(['5.0 s or less', 'about 8.0 s']);
  // Eight seconds, and up to half of them for jitter.
  expect(Number(headers!['Retry-After'])).toBeGreaterThanOrEqual(8);
  expect(Number(headers!['Retry-After'])).toBeLessThanOrEqual(12);
  // The report itself takes four more.
  const done = await fails(capacity.acquire({ client: anonymous, doneWithinMs: 11_000 }));
  expect((done as ProblemError).options.found).toBe('about 12.0 s');
  held.release();
  (await waiting).release();
});

test('one whose turn does not come in time is refused when its time is over', async () => {
  const capacity = createCapacity({ limit: 1, maxWaiting: 10 });
  await hold(capacity, 100);
  await capacity.acquire({ client: anonymous });
  const refused = fails(capacity.acquire({ client: anonymous, takenWithinMs: 2_000 }));
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await refused).toMatchObject({ slug: 'too-many-reports' });
  const patient = fails(capacity.acquire({ client: anonymous }));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await patient).toMatchObject({ slug: 'too-many-reports' });
  expect(vi.getTimerCount()).toBe(0);
});

test('one that leaves gives up its place in the line', async () => {
  const capacity = createCapacity({ limit: 1, maxWaiting: 1 });
  const held = await capacity.acquire({ client: anonymous });
  const gone = new AbortController();
  const left = fails(capacity.acquire({ client: anonymous, signal: gone.signal }));
  gone.abort();
  expect(await left).toBeInstanceOf(ClientGoneError);
  const next = capacity.acquire({ client: anonymous });
  held.release();
  expect((await next).isAwaited).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});

test('a client that floods the line loses its own requests, not those of others', async () => {
  const capacity = createCapacity({ limit: 1, maxWaiting: 4 });
  const [flood, rare] = [clientOf('flood'), clientOf('rare')];
  const held = await capacity.acquire({ client: flood });
  const flooded = Array.from({ length: 4 }, () => capacity.acquire({ client: flood }));
  const ends = Promise.allSettled(flooded);
  expect(await fails(capacity.acquire({ client: flood }))).toBeInstanceOf(ProblemError);
  const own = capacity.acquire({ client: rare });
  await expect(flooded[3]).rejects.toMatchObject({ slug: 'too-many-reports' });
  held.release();
  // The flood was there first; the other one is next after it.
  (await flooded[0]!).release();
  expect((await own).isAwaited).toBe(true);
  capacity.close();
  (await own).release();
  await ends;
});

test('a client has no more in progress than it may, and others go on', async () => {
  const capacity = createCapacity({ limit: 3, maxWaiting: 4 });
  const capped = clientOf('capped', { maxInProgress: 1 });
  const one = await capacity.acquire({ client: capped });
  const two = capacity.acquire({ client: capped });
  const other = await capacity.acquire({ client: clientOf('other') });
  expect(other.isAwaited).toBe(false);
  one.release();
  expect((await two).isAwaited).toBe(true);
});

test('closing turns away those that wait and those that come', async () => {
  const capacity = createCapacity({ limit: 1, maxWaiting: 4 });
  const held = await capacity.acquire({ client: anonymous });
  const waiting = fails(capacity.acquire({ client: anonymous }));
  capacity.close();
  expect(await waiting).toMatchObject({ slug: 'draining' });
  expect(await fails(capacity.acquire({ client: anonymous }))).toMatchObject({ slug: 'draining' });
  held.release();
  await capacity.idle();
});

test('Retry-After is in whole seconds, jittered upwards, and never absurd', () => {
  expect(retryAfterSeconds(10_000, () => 0)).toBe(10);
  expect(retryAfterSeconds(10_000, () => 0.999)).toBe(15);
  expect(retryAfterSeconds(3, () => 0.5)).toBe(1);
  expect(retryAfterSeconds(1e9, () => 0.5)).toBe(120);
});
