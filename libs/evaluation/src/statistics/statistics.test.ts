// SPDX-License-Identifier: Apache-2.0
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { metricOf } from '../metrics.js';
import { countStudies } from '../score-reports.js';
import { sumCounts } from '../study-counts.js';
import { aucOf } from './auc.js';
import { bootstrapIntervals, bootstrapOf, percentile } from './bootstrap.js';
import { foldOf, meanAndSd } from './folds.js';
import { pairedTest } from './paired-test.js';
import { derangement, seededRandom } from './random.js';
import { shuffledControl } from './shuffled-control.js';

const cardiomegaly = 2;
const rowsOf = (labels: readonly number[], truth: readonly number[]) =>
  countStudies(
    labels.map((mask, k) => ({
      id: String(k),
      text: '',
      reference: '',
      labels: mask,
      referenceLabels: truth[k]!,
    })),
  ).map(({ counts }) => counts);
const micro13 = metricOf('micro13');

describe('pairedTest', () => {
  it('approaches the exact p of all swaps', () => {
    const truth = [2, 2, 2, 2, 2, 0];
    const a = rowsOf([2, 2, 2, 2, 0, 0], truth);
    const b = rowsOf([0, 0, 2, 0, 2, 2], truth);
    const observed = Math.abs(micro13.of(sumCounts(a)) - micro13.of(sumCounts(b)));
    let asLarge = 0;
    for (let swaps = 0; swaps < 64; swaps++) {
      const pick = (yes: typeof a, no: typeof a) =>
        yes.map((row, k) => ((swaps >> k) & 1 ? no[k]! : row));
      const difference = Math.abs(
        micro13.of(sumCounts(pick(a, b))) - micro13.of(sumCounts(pick(b, a))),
      );
      if (difference >= observed - 1e-12) asLarge++;
    }
    const { p, difference } = pairedTest(a, b, [micro13], { swaps: 20_000 })['micro13']!;
    expect(Math.abs(difference)).toBeCloseTo(observed, 12);
    expect(p).toBeCloseTo(asLarge / 64, 1);
    expect(Math.abs(p - asLarge / 64)).toBeLessThan(0.015);
  });

  it('is 1 for equal systems and never 0', () => {
    const rows = rowsOf([2, 0, 2], [2, 2, 2]);
    expect(pairedTest(rows, rows, [micro13], { swaps: 99 })['micro13']).toEqual({
      difference: 0,
      p: 1,
    });
    const wrong = rowsOf(Array<number>(40).fill(0), Array<number>(40).fill(2));
    const right = rowsOf(Array<number>(40).fill(2), Array<number>(40).fill(2));
    expect(pairedTest(right, wrong, [micro13], { swaps: 99 })['micro13']?.p).toBeCloseTo(0.01, 12);
  });

  it('refuses different numbers of studies', () =>
    expect(() => pairedTest(rowsOf([2], [2]), [], [micro13])).toThrow(/found 1 and 0/));
});

describe('bootstrap', () => {
  it('has the width of the binomial for a share', () => {
    // 100 of 200: standard error 0.0354, so about 0.43 to 0.57.
    const values = Array.from({ length: 200 }, (_, k) => k % 2);
    const [low, high] = bootstrapOf(values, (s) => s.reduce((a, b) => a + b, 0) / s.length);
    expect(low).toBeCloseTo(0.43, 1);
    expect(high).toBeCloseTo(0.57, 1);
    expect(high - low).toBeGreaterThan(0.11);
    expect(high - low).toBeLessThan(0.17);
  });

  it('is a point when all studies are alike', () => {
    const rows = rowsOf([cardiomegaly, cardiomegaly], [cardiomegaly, cardiomegaly]);
    expect(bootstrapIntervals(rows, [micro13])['micro13']).toEqual([1, 1]);
  });

  it('interpolates percentiles', () => expect(percentile([0, 1, 2, 3], 50)).toBe(1.5));
});

describe('shuffledControl', () => {
  it('scores nothing when one of two studies is positive', () => {
    expect(shuffledControl([2, 0], [2, 0])).toEqual({ permutations: 20, micro13: 0, micro5: 0 });
  });

  it('leaves no report with its study', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 40 }), fc.integer(), (n, seed) => {
        const order = derangement(n, seededRandom(seed));
        expect(order.every((other, k) => other !== k)).toBe(true);
        expect(new Set(order).size).toBe(n);
      }),
    );
  });
});

describe('aucOf', () => {
  it('counts ties half', () => {
    const cases = [
      { score: 0.9, positive: true },
      { score: 0.5, positive: true },
      { score: 0.5, positive: false },
      { score: 0.1, positive: false },
    ];
    // Pairs: 1, 1, 0.5, 1 of 4.
    expect(aucOf(cases)).toBe(3.5 / 4);
  });

  it('is not a number without negatives', () =>
    expect(aucOf([{ score: 1, positive: true }])).toBeNaN());
});

describe('folds', () => {
  it('puts every study into one fold, always the same', () => {
    const ids = Array.from({ length: 500 }, (_, k) => `study-${k}`);
    const sizes = [0, 0, 0, 0, 0];
    for (const id of ids) sizes[foldOf(id, 5)]!++;
    expect(sizes.every((size) => size > 70 && size < 130)).toBe(true);
    expect(foldOf('study-1', 5)).toBe(foldOf('study-1', 5));
  });

  it('gives the sample sd', () => expect(meanAndSd([1, 3])).toEqual({ mean: 2, sd: Math.SQRT2 }));
});
