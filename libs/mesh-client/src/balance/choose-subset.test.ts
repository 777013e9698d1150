// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseSubset } from './choose-subset.js';

const addresses = fc.uniqueArray(fc.integer({ min: 1, max: 65_535 }), { maxLength: 40 });
const named = (ports: readonly number[]) => ports.map((port) => `10.0.0.1:${port}`);

test('a subset has its size, no endpoint twice, and does not depend on order', () => {
  fc.assert(
    fc.property(addresses, fc.integer({ min: 1, max: 20 }), fc.string(), (ports, size, client) => {
      const all = named(ports);
      const chosen = chooseSubset(all, client, size);
      expect(new Set(chosen).size).toBe(Math.min(size, all.length));
      expect(chooseSubset(all.toReversed(), client, size).toSorted()).toEqual(chosen.toSorted());
    }),
  );
});

test('one endpoint that comes or goes changes at most one of a subset', () => {
  fc.assert(
    fc.property(addresses, fc.integer({ min: 1, max: 20 }), fc.string(), (ports, size, client) => {
      const [gone, ...rest] = named(ports);
      if (gone === undefined) return;
      const before = new Set(chooseSubset([gone, ...rest], client, size));
      const after = chooseSubset(rest, client, size);
      expect(after.filter((one) => !before.has(one)).length).toBeLessThanOrEqual(1);
    }),
  );
});

test('many clients spread over all endpoints', () => {
  const all = named(Array.from({ length: 50 }, (_, k) => 7_000 + k));
  const counts = new Map(all.map((one) => [one, 0]));
  for (let client = 0; client < 500; client++) {
    for (const one of chooseSubset(all, `gateway-${client}`, 10)) {
      counts.set(one, counts.get(one)! + 1);
    }
  }
  // 100 each are expected, give or take 9.
  expect(Math.min(...counts.values())).toBeGreaterThan(60);
  expect(Math.max(...counts.values())).toBeLessThan(140);
});
