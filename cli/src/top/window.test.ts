// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExposition } from './parse-exposition.js';
import { expositionOf, type Measured } from './sample-exposition.js';
import { createWindow, mergeDistributions, quantileOf } from './window.js';

const scrapeOf = (atMs: number, ...measured: readonly Measured[]) => ({
  atMs,
  samples: parseExposition(expositionOf(measured) || '\n'),
});
const stage = (name: string, ...value: readonly number[]): Measured => ({
  metric: 'asarg.stage.duration',
  attributes: { 'asarg.stage': name },
  value,
});
const shed = (queue: string, value: number): Measured => ({
  metric: 'asarg.queue.shed',
  attributes: { 'asarg.queue': queue },
  value,
});

describe('createWindow', () => {
  it('tells differences over all series, those that are new included', () => {
    const window = createWindow(
      scrapeOf(1000, shed('a', 5)),
      scrapeOf(3000, shed('a', 7), shed('b', 3)),
    );
    expect(window.seconds).toBe(2);
    expect(window.increase('asarg.queue.shed')).toBe(5);
    expect(window.increase('asarg.queue.shed', (labels) => labels['asarg_queue'] === 'b')).toBe(3);
  });

  it('knows no difference from one scrape, and levels at once', () => {
    const window = createWindow(
      undefined,
      scrapeOf(0, shed('a', 5), stage('run', 1), { metric: 'process.memory.usage', value: 9 }),
    );
    expect(window.seconds).toBeUndefined();
    expect(window.increase('asarg.queue.shed')).toBeUndefined();
    expect(window.distribution('asarg.stage.duration')).toBeUndefined();
    expect(window.level('process.memory.usage')).toBe(9);
  });

  it('tells a metric that is absent from one to which nothing came', () => {
    const window = createWindow(scrapeOf(0, shed('a', 5)), scrapeOf(1, shed('a', 5)));
    expect(window.increase('asarg.queue.shed')).toBe(0);
    expect(window.increase('asarg.work.wasted')).toBeUndefined();
    expect(window.level('process.memory.usage')).toBeUndefined();
  });

  it('takes all of a process that was started anew as new, also what has outgrown the old', () => {
    const before = scrapeOf(0, shed('a', 5), stage('run', 0.2, 0.2), stage('queue', 0.1));
    const after = scrapeOf(1000, shed('a', 9), stage('run', 3));
    const window = createWindow(before, after);
    expect(window.increase('asarg.queue.shed')).toBe(9);
    const run = window.distribution('asarg.stage.duration');
    expect(run).toMatchObject({ count: 1, sum: 3 });
    expect(run?.cumulative.find(([bound]) => bound === 1)).toEqual([1, 0]);
  });

  it('does not take a level that falls for a new process', () => {
    const depth = (value: number): Measured => ({ metric: 'asarg.queue.depth', value });
    const window = createWindow(
      scrapeOf(0, depth(4), shed('a', 5)),
      scrapeOf(1, depth(0), shed('a', 6)),
    );
    expect(window.increase('asarg.queue.shed')).toBe(1);
    expect(window.level('asarg.queue.depth')).toBe(0);
  });
});

describe('quantileOf', () => {
  const of = (...value: readonly number[]) => {
    const after = scrapeOf(1, stage('run', ...value));
    return createWindow(scrapeOf(0), after).distribution('asarg.stage.duration')!;
  };

  it('interpolates within a bucket as Prometheus does', () => {
    // histogram_quantile(0.5, …) of ten values in (0.1, 0.25] is 0.1 + 0.15 * 5 / 10.
    const ten = of(...Array.from({ length: 10 }, () => 0.2));
    expect(quantileOf(ten, 0.5)?.value).toBeCloseTo(0.175, 12);
    expect(quantileOf(ten, 0.95)?.value).toBeCloseTo(0.2425, 12);
    const mixed = of(0.0001, 0.0002, 0.07, 4);
    expect(quantileOf(mixed, 0.25)?.value).toBeCloseTo(0.00025, 12);
    expect(quantileOf(mixed, 0.75)?.value).toBeCloseTo(0.1, 12);
  });

  it('says "at least" of what lies above the last bound', () => {
    expect(quantileOf(of(0.2, 60, 60), 0.95)).toEqual({ value: 10, isAtLeast: true });
  });

  it('knows nothing of an interval in which nothing came', () => {
    const same = scrapeOf(0, stage('run', 1, 2));
    const none = createWindow(same, { ...same, atMs: 9 }).distribution('asarg.stage.duration')!;
    expect(none.count).toBe(0);
    expect(quantileOf(none, 0.5)).toBeUndefined();
  });

  it('lies in the bucket of the true quantile, whatever came before and however it is merged', () => {
    const seconds = fc.array(fc.double({ min: 0, max: 20, noNaN: true }), { maxLength: 30 });
    fc.assert(
      fc.property(
        seconds,
        seconds.filter(({ length }) => length > 0),
        seconds,
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (old, added, others, q) => {
          const window = createWindow(
            scrapeOf(0, stage('run', ...old)),
            scrapeOf(1, stage('run', ...old, ...added)),
          );
          const merged = mergeDistributions([
            window.distribution('asarg.stage.duration')!,
            of(...others),
          ])!;
          const all = [...added, ...others].sort((a, b) => a - b);
          const truth = all[Math.max(0, Math.ceil(q * all.length) - 1)]!;
          const bounds = [0, ...merged.cumulative.map(([bound]) => bound)];
          const at = Math.max(
            1,
            bounds.findIndex((bound) => bound >= truth),
          );
          const { value, isAtLeast } = quantileOf(merged, q)!;
          expect(isAtLeast).toBe(bounds[at] === Infinity);
          expect(value).toBeGreaterThanOrEqual(bounds[at - 1]!);
          expect(value).toBeLessThanOrEqual(bounds[at]!);
        },
      ),
    );
  });
});
