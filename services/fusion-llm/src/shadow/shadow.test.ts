// SPDX-License-Identifier: Apache-2.0
import type { ClassMask } from '@asarg/grounding';
import { packMask } from '@asarg/tensor';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createComparisonTally, type PromotionRule } from './comparison-tally.js';
import { maskOverlap } from './mask-overlap.js';
import { textDifference } from './text-difference.js';

const frame = { width: 40, height: 30 };

/** A mask over the whole frame. */
function maskOf(values: readonly number[], width: number, height: number): ClassMask {
  const affine = { xx: frame.width / width, xy: 0, x0: 0, yx: 0, yy: frame.height / height, y0: 0 };
  const named = { specialist: 's', classId: 1, name: 'n', provenance: 'measured' as const };
  return { ...named, ...packMask(values, width, height), meanProbability: 1, affine };
}

const bits = (count: number) =>
  fc.array(fc.constantFrom(0, 1), { minLength: count, maxLength: count });

describe('the overlap of two masks', () => {
  test('on one grid is what counting pixel by pixel gives', () => {
    fc.assert(
      fc.property(bits(13 * 5), bits(13 * 5), (a, b) => {
        const both = a.filter((value, i) => value & b[i]!).length;
        const sum = [...a, ...b].filter(Boolean).length;
        expect(maskOverlap(maskOf(a, 13, 5), maskOf(b, 13, 5))).toEqual({ both, sum });
      }),
    );
  });

  test('does not depend on the grid of the second where it is a multiple of the first', () => {
    fc.assert(
      fc.property(bits(12), bits(12), (a, b) => {
        const fine = Array.from({ length: 48 }, (_, i) => {
          const [x, y] = [i % 8, Math.floor(i / 8)];
          return b[Math.floor(y / 2) * 4 + Math.floor(x / 2)]!;
        });
        expect(maskOverlap(maskOf(a, 4, 3), maskOf(fine, 8, 6))).toEqual(
          maskOverlap(maskOf(a, 4, 3), maskOf(b, 4, 3)),
        );
      }),
    );
  });
});

test('texts differ by the share of words that are not common, in order', () => {
  expect(textDifference('', '')).toBe(0);
  expect(textDifference('The heart is normal.', 'the HEART is normal')).toBe(0);
  expect(textDifference('the heart is normal', 'the heart is large')).toBe(0.25);
  expect(textDifference('a b', '')).toBe(1);
});

describe('a promotion rule', () => {
  const rule: PromotionRule = {
    reports: 3,
    minDice: 0.9,
    minCosine: 0.95,
    maxTextDifference: 0.1,
    maxFailures: 0,
  };
  const report = (both: number, cosine: number, difference: number) => ({
    classes: new Map([[135, { both, sum: 20 }]]),
    cosines: new Map([['pooled', cosine]]),
    textDifference: difference,
    findingsDiffer: false,
  });
  const after = (...reports: Parameters<typeof report>[]) => {
    const tally = createComparisonTally();
    reports.forEach((values) => tally.add(report(...values)));
    return tally;
  };

  test('holds when everything is reached', () => {
    const tally = after([10, 1, 0], [9, 0.95, 0.1], [9, 0.95, 0]);
    const summary = tally.summary(rule);
    expect(summary).toMatchObject({ reports: 3, waitsFor: '', findingDifferences: 0 });
    expect(summary.classes).toEqual([{ classId: 135, dice: 56 / 60, reports: 3 }]);
  });

  test('says everything that it waits for', () => {
    expect(after([10, 1, 0]).summary(rule).waitsFor).toBe('3 reports, found 1');
    const worse = after([5, 0.5, 0.4], [5, 0.5, 0.4], [5, 0.5, 0.4]);
    worse.addFailure();
    expect(worse.summary(rule).waitsFor).toBe(
      'fewer failures, found 1 of 4; Dice 0.9 of class 135, found 0.500; ' +
        "cosine 0.95 of 'pooled', found 0.500; a text difference of 0.1, found 0.400",
    );
    expect(worse.summary(undefined).waitsFor).toBe('');
  });
});
