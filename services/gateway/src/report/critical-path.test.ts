// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { criticalPath, markCritical, type TimedStage } from './critical-path.js';
import { roundMs } from './round-ms.js';

const ms = fc.double({ min: 0, max: 5000, noNaN: true }).map(roundMs);
const endOf = ({ startMs, durationMs }: TimedStage) => startMs + durationMs;
const sum = (stages: readonly TimedStage[]) =>
  stages.reduce((total, { durationMs }) => total + durationMs, 0);

/** Stages one after the other from `atMs`. */
function chain(service: string, atMs: number, parts: readonly (readonly [string, number])[]) {
  const stages: TimedStage[] = [];
  for (const [name, durationMs] of parts) {
    stages.push({ name, service, startMs: roundMs(atMs), durationMs });
    atMs = roundMs(atMs + durationMs);
  }
  return { stages, endMs: atMs };
}

const partNames = ['earlier', 'queue', 'preprocess', 'run', 'postprocess', 'transfer'];

/** A call of a specialist that answered: its parts; or one that failed: none. */
const call = fc.oneof(
  fc.tuple(ms, ms, ms, ms, ms, ms).map((times) => ({ times })),
  fc.record({ failedAfterMs: ms }),
);

function callStages(service: string, startMs: number, made: { times: number[] } | object) {
  const times = 'times' in made ? (made.times as number[]) : [];
  const parts = times.map((time, at) => [`${service}/${partNames[at]}`, time] as const);
  const { stages } = chain(service, startMs, parts);
  const durationMs =
    'failedAfterMs' in made ? (made.failedAfterMs as number) : roundMs(sum(stages));
  return [...stages, { name: `${service}/call`, service, startMs, durationMs }];
}

/** A whole report as the services make it, and how long it took. */
const report = fc
  .record({
    before: fc.tuple(ms, ms, ms),
    check: ms,
    calls: fc.array(call, { maxLength: 4 }),
    after: fc.tuple(ms, ms, ms, ms, ms),
    store: ms,
    groundMs: ms,
  })
  .map(({ before, check, calls, after, store, groundMs }) => {
    const first = chain('gateway', 0, [
      ['receive', before[0]],
      ['decode-image', before[1]],
      ['transfer', before[2]],
    ]);
    const checked = chain('fusion-llm', first.endMs, [['check', check]]);
    const startMs = checked.endMs;
    const specialists = calls.flatMap((made, at) => callStages(`s${at}`, startMs, made));
    const fanOutEndMs = Math.max(startMs, ...specialists.map(endOf).map(roundMs));
    const fanOut = chain('fusion-llm', startMs, [['fan-out', roundMs(fanOutEndMs - startMs)]]);
    const rest = chain('fusion-llm', fanOut.endMs, [
      ['gather', after[0]],
      ['fuse', after[1]],
      ['prefill', after[2]],
      ['decode', after[3]],
      ['finish', after[4]],
    ]);
    const ground = chain('fusion-llm', rest.endMs - after[4] - after[3], [['ground', groundMs]]);
    const last = chain('gateway', rest.endMs, [['store', store]]);
    const stages = [first, checked, fanOut, rest, ground, last].flatMap((part) => part.stages);
    return { stages: [...stages, ...specialists], durationMs: last.endMs };
  });

/** Anything that looks like stages. */
const anyStages = fc.array(
  fc.record({
    name: fc.constantFrom(
      'receive',
      'check',
      'fan-out',
      'ground',
      'store',
      'a/call',
      'a/run',
      'b/call',
      'b/queue',
      'other',
    ),
    service: fc.constantFrom('gateway', 'fusion-llm', 'a', 'b'),
    startMs: ms,
    durationMs: ms,
  }),
);

function expectNoOverlap(path: readonly TimedStage[]): void {
  for (const [index, stage] of path.slice(1).entries()) {
    expect(stage.startMs).toBeGreaterThanOrEqual(endOf(path[index]!) - 0.003);
  }
}

test('of a whole report the path has no gaps and takes as long as the report', () => {
  fc.assert(
    fc.property(report, ({ stages, durationMs }) => {
      const path = criticalPath(stages);
      expectNoOverlap(path);
      expect(Math.abs(sum(path) - durationMs)).toBeLessThan(0.001 * (stages.length + 1));
    }),
  );
});

test('it holds the parts of one specialist, the one that was done last', () => {
  fc.assert(
    fc.property(report, ({ stages }) => {
      const path = criticalPath(stages);
      const calls = stages.filter(({ name }) => name.endsWith('/call'));
      const slowest = Math.max(...calls.map(endOf));
      const shown = new Set(
        path.filter(({ name }) => name.includes('/')).map(({ service }) => service),
      );
      fc.pre(calls.length > 0);
      expect(shown.size).toBe(1);
      const own = calls.find(({ service }) => shown.has(service))!;
      expect(endOf(own)).toBeCloseTo(slowest, 2);
    }),
  );
});

test('whatever the stages are, it is some of them, in order, without overlap', () => {
  fc.assert(
    fc.property(anyStages, (stages) => {
      const path = criticalPath(stages);
      expect(path.every((stage) => stages.includes(stage))).toBe(true);
      expect(new Set(path).size).toBe(path.length);
      expectNoOverlap(path);
    }),
  );
});

test('the order in which stages ended does not matter', () => {
  fc.assert(
    fc.property(report, fc.func(fc.integer()), ({ stages }, place) => {
      const shuffled = stages.toSorted((a, b) => place(a) - place(b));
      expect(criticalPath(shuffled)).toEqual(criticalPath(stages));
    }),
  );
});

test('marking keeps every stage, in its place', () => {
  fc.assert(
    fc.property(anyStages, (stages) => {
      const marked = markCritical(stages);
      expect(marked).toMatchObject(stages);
      expect(marked.filter(({ critical }) => critical)).toHaveLength(criticalPath(stages).length);
    }),
  );
});
