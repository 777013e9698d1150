// SPDX-License-Identifier: Apache-2.0
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contourOf } from './contour.js';
import { overlapOf } from './overlap.js';
import { maskOnImage } from './resample-mask.js';
import { ratioOf } from './simple-ratio.js';

describe('overlapOf', () => {
  it('gives Dice and IoU', () =>
    expect(overlapOf([1, 1, 0, 0], [1, 0, 1, 0])).toEqual({ dice: 0.5, iou: 1 / 3 }));

  it('has Dice = 2 IoU / (1 + IoU), the same both ways', () => {
    const bits = fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 9, maxLength: 9 });
    fc.assert(
      fc.property(bits, bits, (a, b) => {
        const { dice, iou } = overlapOf(a, b);
        expect(dice).toBeCloseTo((2 * iou) / (1 + iou), 12);
        expect(overlapOf(b, a)).toEqual({ dice, iou });
      }),
    );
  });

  it('refuses masks of different sizes', () =>
    expect(() => overlapOf([1], [1, 0])).toThrow(/found 1 and 2 pixels/));
});

describe('maskOnImage', () => {
  it('puts each pixel into the cell of its centre', () => {
    const mask = { width: 2, height: 1, values: [1, 0] };
    const grid = { xx: 2, x0: 0, yy: 2, y0: 0 };
    expect([...maskOnImage(mask, grid, { width: 4, height: 2 })]).toEqual([1, 1, 0, 0, 1, 1, 0, 0]);
  });
});

describe('ratioOf', () => {
  const row = (from: number, to: number) => ({
    width: 10,
    height: 1,
    values: Array.from({ length: 10 }, (_, x) => Number(x >= from && x < to)),
  });

  it('divides widths', () => expect(ratioOf(row(3, 7), row(1, 4), row(6, 9))).toBe(4 / 8));

  it('is undefined without a lung', () =>
    expect(ratioOf(row(3, 7), row(0, 0), row(6, 9))).toBeUndefined());
});

describe('contourOf', () => {
  it('leaves the inside out', () =>
    expect(contourOf(Array<number>(9).fill(1), 3, 3)).not.toContain(4));
});
