// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { pickEndpoint } from './pick-endpoint.js';

/** Numbers in [0, 1) that are the same in every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Shares of 20000 calls of about the same time, so many at once, over those wanted. */
function spread(capacities: readonly number[], atOnce: number): number[] {
  const random = seeded(7);
  const inFlight = capacities.map(() => 0);
  const calls = capacities.map(() => 0);
  const ends: { atMs: number; at: number }[] = [];
  let nowMs = 0;
  for (let call = 0; call < 20_000; call++) {
    if (call >= atOnce) {
      const next = ends.shift()!;
      nowMs = next.atMs;
      inFlight[next.at]!--;
    }
    const endpoints = capacities.map((weight, at) => ({
      weight,
      load: inFlight[at]! / weight,
      at,
    }));
    const { at } = pickEndpoint(endpoints, random)!;
    inFlight[at]!++;
    calls[at]!++;
    ends.push({ atMs: nowMs + 10 + random(), at });
    ends.sort((a, b) => a.atMs - b.atMs);
  }
  const total = capacities.reduce((sum, capacity) => sum + capacity, 0);
  return capacities.map((capacity, at) => calls[at]! / 20_000 / (capacity / total));
}

test.each([1, 2, 3, 5, 8, 20, 40])(
  '%i calls at once are spread by weight, a tenth more or less',
  (atOnce) => {
    for (const capacities of [
      [1, 1, 1],
      [8, 8, 4],
      [8, 8, 8, 4, 4],
    ]) {
      for (const share of spread(capacities, atOnce)) {
        expect(Math.abs(share - 1)).toBeLessThan(0.1);
      }
    }
  },
);

test('one that others have filled gets next to nothing', () => {
  const random = seeded(3);
  const endpoints = [
    { name: 'full', weight: 4, load: 3 },
    { name: 'a', weight: 4, load: 0.5 },
    { name: 'b', weight: 4, load: 0.5 },
  ];
  const picked = Array.from({ length: 1_000 }, () => pickEndpoint(endpoints, random)!.name);
  expect(picked.filter((name) => name === 'full')).toEqual([]);
});

test('none of none, and the only one', () => {
  expect(pickEndpoint([], Math.random)).toBeUndefined();
  expect(pickEndpoint([{ weight: 1, load: 9 }], Math.random)).toEqual({ weight: 1, load: 9 });
});
