// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { meanOfRows, nearestByCosine, nearestByTags } from './nearest.js';
import { thumbnailOf } from './thumbnail.js';

describe('nearestByCosine', () => {
  it('ignores length', () => {
    const find = nearestByCosine([
      Float32Array.of(1, 0),
      Float32Array.of(0, 9),
      Float32Array.of(-1, 0),
    ]);
    expect(find(Float32Array.of(0.1, 1))).toBe(1);
    expect(find(Float32Array.of(-3, 1))).toBe(2);
  });
});

describe('nearestByTags', () => {
  it('trusts rare tags more than frequent ones', () => {
    // Tag 0 in 3 of 4, tag 1 in 1 of 4; the query has both.
    const training = [
      [1, 0],
      [1, 0],
      [0, 1],
      [1, 0],
    ];
    expect(nearestByTags(training)([1, 1])).toBe(2);
  });

  it('takes the first of equals, so a query without tags gets a fixed report', () =>
    expect(
      nearestByTags([
        [1, 0],
        [0, 1],
      ])([0, 0]),
    ).toBe(0));
});

describe('thumbnailOf', () => {
  it('averages areas and standardises', () => {
    const pixels = Array.from({ length: 256 * 256 }, (_, at) => (at % 256 < 128 ? 10 : 30));
    const thumbnail = thumbnailOf(pixels, 256, 256);
    expect(thumbnail).toHaveLength(64 * 64);
    expect(thumbnail[0]).toBeCloseTo(-1, 4);
    expect(thumbnail[63]).toBeCloseTo(1, 4);
  });

  it('keeps the mean where sizes do not divide', () => {
    const thumbnail = thumbnailOf(
      Array.from({ length: 100 * 30 }, (_, at) => at % 7),
      100,
      30,
    );
    expect(thumbnail.reduce((a, b) => a + b, 0)).toBeCloseTo(0, 2);
  });
});

describe('meanOfRows', () => {
  it('averages tokens', () =>
    expect([...meanOfRows(Float32Array.of(1, 2, 3, 6), 2)]).toEqual([2, 4]));
});
