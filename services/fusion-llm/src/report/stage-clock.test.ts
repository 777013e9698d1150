// SPDX-License-Identifier: Apache-2.0
import { stageNames } from '@asarg/telemetry';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createStageClock, type ReportEvent } from './stage-clock.js';

function recorded() {
  const events: ReportEvent[] = [];
  const clock = createStageClock((event) => events.push(event));
  const stages = () => events.flatMap((event) => (event.$case === 'stage' ? [event.value] : []));
  return { events, clock, stages };
}

test('the sequence fills the time from 0 to the end, whatever its length', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...stageNames), { minLength: 1, maxLength: 12 }),
      (names) => {
        const { clock, stages } = recorded();
        names.forEach((name) => clock.enter(name));
        const totalMs = clock.close();

        expect(stages().map(({ name }) => name)).toEqual(names);
        let atMs = 0;
        for (const { startMs, durationMs } of stages()) {
          expect(startMs).toBeCloseTo(atMs, 9);
          atMs = startMs + durationMs;
        }
        expect(atMs).toBeCloseTo(totalMs, 9);
      },
    ),
  );
});

test('a failure ends all that is in progress, parts before the whole, and nothing else', () => {
  const { clock, stages } = recorded();
  clock.enter('check');
  clock.enter('fan-out');
  clock.begin('vision/call', 'vision').end();
  const late = clock.begin('cxas/call', 'cxas');
  const totalMs = clock.close('DEADLINE_EXCEEDED');
  late.end({ outcome: 'CANCELLED' });
  clock.close('INTERNAL');

  expect(stages().map(({ name, outcome }) => [name, outcome])).toEqual([
    ['check', ''],
    ['vision/call', ''],
    ['cxas/call', 'DEADLINE_EXCEEDED'],
    ['fan-out', 'DEADLINE_EXCEEDED'],
  ]);
  const last = stages().at(-1)!;
  expect(last.startMs + last.durationMs).toBeCloseTo(totalMs, 9);
});

test('every start is told at once and has one end of the same name', () => {
  const { clock, events, stages } = recorded();
  clock.enter('check');
  expect(events).toEqual([
    { $case: 'stageStarted', value: { name: 'check', service: 'fusion-llm', startMs: 0 } },
  ]);
  const ground = clock.begin('ground', 'fusion-llm', 0);
  ground.end({ durationMs: 5 });
  ground.end();
  clock.close();

  const started = events.flatMap((event) =>
    event.$case === 'stageStarted' ? [event.value.name] : [],
  );
  expect(stages().map(({ name }) => name)).toEqual(started.toReversed());
  expect(stages()[0]).toMatchObject({ name: 'ground', startMs: 0, durationMs: 5 });
});
