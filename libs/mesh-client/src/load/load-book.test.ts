// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { createLoadBook } from './load-book.js';

const report = (waiting: number, running: number, capacity: number) => {
  return { waiting, running, capacity };
};

test('load is what is in flight per call that an instance can work on at once', () => {
  const book = createLoadBook({ now: () => 0 });
  expect(book.of('a')).toBe(0);
  book.enter('a');
  book.enter('a');
  expect(book.of('a')).toBe(2);
  book.hear('a', report(0, 2, 4));
  expect(book.of('a')).toBe(0.5);
  book.leave('a');
  expect([book.of('a'), book.inFlight('a')]).toEqual([0.25, 1]);
});

test("calls of others count, and fade with the report's age; our own count once", () => {
  let nowMs = 0;
  const book = createLoadBook({ now: () => nowMs });
  book.enter('a');
  book.hear('a', report(4, 1, 1));
  expect(book.of('a')).toBe(1 + 4);
  nowMs = 2_500;
  expect(book.of('a')).toBe(1 + 2);
  nowMs = 60_000;
  expect(book.of('a')).toBe(1);
  book.enter('a');
  // Older than our second call: less than what we know of.
  book.hear('a', report(0, 1, 1));
  expect(book.of('a')).toBe(2);
});

test('an instance that has not told its capacity has the mean of those that have', () => {
  const book = createLoadBook();
  expect(book.capacityOf('new')).toBe(1);
  book.hear('a', report(0, 0, 8));
  book.hear('b', report(0, 0, 4));
  expect(book.capacityOf('new')).toBe(6);
  book.forget('a');
  expect(book.capacityOf('new')).toBe(4);
  expect(book.ids).toEqual(['b']);
});
