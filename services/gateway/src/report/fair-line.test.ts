// SPDX-License-Identifier: Apache-2.0
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Client } from '../access/client.js';
import { createFairLine } from './fair-line.js';

const clientOf = (name: string, weight = 1): Client => ({ name, weight, maxInProgress: Infinity });
const everyone = (): boolean => true;
const weights = fc.array(fc.constantFrom(0.5, 1, 2, 3, 10), { minLength: 2, maxLength: 5 });

/** Items that tell whose they are. */
interface Item {
  readonly client: Client;
  readonly number: number;
}

test('as long as clients have requests waiting, they get places in proportion to their weights', () => {
  fc.assert(
    fc.property(weights, fc.integer({ min: 1, max: 200 }), (all, takes) => {
      const clients = all.map((weight, k) => clientOf(`c${k}`, weight));
      const line = createFairLine<Item>();
      for (const client of clients) {
        for (let number = 0; number < 200; number++) line.add(client, { client, number });
      }
      const had = new Map(clients.map((client) => [client, 0]));
      for (let k = 0; k < takes; k++) {
        const { client, number } = line.next(everyone)!;
        expect(number).toBe(had.get(client));
        had.set(client, number + 1);
        // The bound of start-time fair queueing, at every moment.
        for (const other of clients) {
          const [own, its] = [had.get(client)! / client.weight, had.get(other)! / other.weight];
          expect(Math.abs(own - its)).toBeLessThanOrEqual(
            1 / client.weight + 1 / other.weight + 1e-9,
          );
        }
      }
    }),
  );
});

const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ add: fc.nat() }) },
  { weight: 2, arbitrary: fc.constant('next' as const) },
  { weight: 1, arbitrary: fc.record({ leave: fc.nat() }) },
);

test('whatever came before, a newcomer has its turn after as many as it was told', () => {
  fc.assert(
    fc.property(weights, fc.array(step, { maxLength: 60 }), fc.nat(), (all, steps, who) => {
      const clients = all.map((weight, k) => clientOf(`c${k}`, weight));
      const line = createFairLine<Item>();
      let waiting: Item[] = [];
      for (const [number, one] of steps.entries()) {
        if (one === 'next') {
          const item = line.next(everyone);
          expect(item === undefined).toBe(waiting.length === 0);
          waiting = waiting.filter((other) => other !== item);
        } else if ('add' in one) {
          const item = { client: clients[one.add % clients.length]!, number };
          line.add(item.client, item);
          waiting.push(item);
        } else {
          const item = waiting[one.leave % Math.max(1, waiting.length)];
          if (item === undefined) continue;
          expect(line.remove(item.client, item)).toBe(true);
          waiting = waiting.filter((other) => other !== item);
        }
        expect(line.size).toBe(waiting.length);
      }
      const client = clients[who % clients.length]!;
      const ahead = line.ahead(client);
      const newcomer = { client, number: -1 };
      line.add(client, newcomer);
      const taken: (Item | undefined)[] = [];
      do taken.push(line.next(everyone));
      while (taken.at(-1) !== newcomer);
      // Equal starts go by the order in which clients came; the estimate counts them as ahead.
      expect(taken.length - 1).toBeLessThanOrEqual(ahead);
      expect(taken.length - 1).toBeGreaterThanOrEqual(ahead - (clients.length - 1));
    }),
  );
});

test('one that had nothing waiting is next, but has saved nothing up', () => {
  const [flood, rare] = [clientOf('flood'), clientOf('rare')];
  const line = createFairLine<string>();
  for (let k = 0; k < 100; k++) line.add(flood, 'flood');
  for (let k = 0; k < 50; k++) line.next(everyone);
  for (let k = 0; k < 10; k++) line.add(rare, 'rare');
  const next = Array.from({ length: 10 }, () => line.next(everyone));
  expect(next.filter((name) => name === 'rare')).toHaveLength(5);
  expect(line.ahead(rare)).toBeLessThan(12);
});

test('one that may have nothing now is passed over, and saves nothing up meanwhile', () => {
  const [capped, other] = [clientOf('capped'), clientOf('other')];
  const line = createFairLine<string>();
  for (let k = 0; k < 40; k++) {
    line.add(capped, 'capped');
    line.add(other, 'other');
  }
  const isOther = (client: Client): boolean => client === other;
  for (let k = 0; k < 20; k++) expect(line.next(isOther)).toBe('other');
  const next = Array.from({ length: 10 }, () => line.next(everyone));
  expect(next.filter((name) => name === 'capped').length).toBeLessThanOrEqual(6);
});

test('most crowded is who has most waiting for its weight', () => {
  const [small, large] = [clientOf('small'), clientOf('large', 4)];
  const line = createFairLine<string>();
  for (let k = 0; k < 4; k++) line.add(large, `large ${k}`);
  expect(line.mostCrowded(small)).toBe(small);
  line.add(large, 'large 4');
  expect(line.mostCrowded(small)).toBe(large);
  expect(line.dropNewest(large)).toBe('large 4');
  expect(line.size).toBe(4);
});
