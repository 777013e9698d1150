// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFusionClock } from './fusion-clock.js';

const started = (startMs: number) =>
  ({ $case: 'stageStarted', value: { name: 'check', service: 'fusion-llm', startMs } }) as const;
const ms = fc.double({ min: 0, max: 10_000, noNaN: true });

/** A report that begins at `originMs`, whose events each take a while to arrive. */
const journey = fc.record({
  calledMs: ms,
  wayMs: ms,
  events: fc.array(fc.record({ atMs: ms, delayMs: ms }), { minLength: 1 }),
});

test('the beginning is as late as the fastest event, and never before the call', () => {
  fc.assert(
    fc.property(journey, ({ calledMs, wayMs, events }) => {
      const originMs = calledMs + wayMs;
      const clock = createFusionClock(calledMs);
      const [first, ...rest] = events;
      const placedMs = clock.hear(started(0), originMs + first!.delayMs);
      for (const { atMs, delayMs } of rest) {
        expect(clock.hear(started(atMs), originMs + atMs + delayMs)).toBe(placedMs);
      }

      const beginMs = placedMs - clock.lateMs;
      const fastestMs = Math.min(...events.map(({ delayMs }) => delayMs));
      expect(beginMs).toBeCloseTo(originMs + fastestMs, 6);
      expect(beginMs).toBeGreaterThanOrEqual(calledMs - 1e-9);
    }),
  );
});

test('events that tell no time place a report too', () => {
  const clock = createFusionClock(10);
  expect(clock.hear({ $case: 'warning', value: 'unchecked' }, 25)).toBe(25);
  expect(clock.lateMs).toBe(0);
});

test('a service that claims more time than has passed does not begin before it was called', () => {
  const clock = createFusionClock(10);
  clock.hear(started(0), 12);
  clock.hear(started(5000), 13);
  expect(clock.lateMs).toBe(2);
});
