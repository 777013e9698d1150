// SPDX-License-Identifier: Apache-2.0
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyPixelProfile, type LinearSettings } from '../src/index.js';
import { testPattern } from './support/dicom-fixture.js';

const apply = (
  pixels: Uint8Array | Uint16Array,
  [width, height]: readonly [number, number],
  [across, down]: readonly [number, number],
  settings: LinearSettings = {},
) => applyPixelProfile('linear@1', { width, height, pixels }, across, down, settings);

/** Mean of the frame over the cell of a grid that is scaled to it, pixel by pixel. */
function cell(pixels: ArrayLike<number>, [w, h]: readonly [number, number], box: number[]): number {
  const [x0, y0, x1, y1] = box as [number, number, number, number];
  const cover = (low: number, high: number, i: number): number =>
    Math.max(0, Math.min(high, i + 1) - Math.max(low, i));
  let [sum, total] = [0, 0];
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const weight = cover(x0, x1, x) * cover(y0, y1, y);
      sum += weight * pixels[y * w + x]!;
      total += weight;
    }
  }
  return sum / total;
}

describe('linear@1', () => {
  it('is the range, then mean and std, in each channel', () => {
    const pixels = Uint8Array.of(10, 20, 30, 40);
    const { data, shape } = apply(pixels, [2, 2], [2, 2], {
      channels: 3,
      mean: [0, 0.5, 1],
      std: [1, 0.5, 2],
    });

    const unit = [0, 1 / 3, 2 / 3, 1];
    expect(shape).toEqual([1, 3, 2, 2]);
    [...unit, ...unit.map((v) => (v - 0.5) / 0.5), ...unit.map((v) => (v - 1) / 2)].forEach(
      (value, at) => expect(data[at]).toBeCloseTo(value, 6),
    );
  });

  it('takes the range of the type, or percentiles beyond which it clips', () => {
    const wide = Uint16Array.of(0, 65_535, 13_107, 0);
    expect([...apply(wide, [4, 1], [4, 1], { range: 'dtype' }).data]).toEqual(
      [0, 1, 0.2, 0].map(Math.fround),
    );
    const narrow = Uint8Array.of(0, 255, 51, 0);
    expect([...apply(narrow, [4, 1], [4, 1], { range: 'dtype' }).data]).toEqual(
      [0, 1, 0.2, 0].map(Math.fround),
    );
    // Ranks 0 to 4; the 25th and 75th percentile are the second and fourth value.
    const five = Uint8Array.of(100, 20, 30, 40, 0);
    const { data } = apply(five, [5, 1], [5, 1], { range: 'percentile', percentiles: [25, 75] });
    expect([...data]).toEqual([1, 0, 0.5, 1, 0]);
  });

  it('is all zeros before mean and std for a flat image', () => {
    const { data } = apply(new Uint8Array(9).fill(7), [3, 3], [2, 2], { mean: [0.5], std: [0.25] });
    expect([...data]).toEqual([-2, -2, -2, -2]);
  });

  it('keeps the aspect by padding both sides alike, and says where the frame lies', () => {
    const pixels = testPattern(20, 40, 12);
    const { data, affine, content } = apply(pixels, [20, 40], [32, 32], {
      aspect: 'letterbox',
      mean: [0.5],
    });

    expect(content).toEqual({ x0: 8, y0: 0, x1: 24, y1: 32 });
    expect(affine).toEqual({ xx: 1.25, xy: 0, x0: -10, yx: 0, yy: 1.25, y0: -0 });
    for (let y = 0; y < 32; y++) {
      for (const x of [0, 7, 24, 31]) expect(data[y * 32 + x]).toBe(-0.5);
    }
    expect(Math.min(...data)).toBe(-0.5);
    expect(Math.max(...data)).toBe(0.5);
  });

  it('agrees with the mean of what each grid pixel covers, for any sizes, layout and padding', () => {
    const side = fc.integer({ min: 1, max: 12 });
    const settings = fc.record({
      channels: fc.constantFrom(1 as const, 3 as const),
      layout: fc.constantFrom('CHW' as const, 'HWC' as const),
      aspect: fc.constantFrom('stretch' as const, 'letterbox' as const),
      range: fc.constant('dtype' as const),
      mean: fc.constant([0.1, 0.2, 0.3]),
      std: fc.constant([0.5, 0.25, 2]),
    });
    fc.assert(
      fc.property(side, side, side, side, settings, fc.integer(), (w, h, across, down, s, seed) => {
        const pixels = Uint8Array.from({ length: w * h }, (_, i) => Math.imul(i + seed, 40_503));
        const { data, shape, affine, content } = apply(pixels, [w, h], [across, down], s);
        const { channels, layout } = s;
        expect(shape).toEqual(
          layout === 'CHW' ? [1, channels, down, across] : [1, down, across, channels],
        );
        const at = (c: number, y: number, x: number): number =>
          data[layout === 'CHW' ? (c * down + y) * across + x : (y * across + x) * channels + c]!;
        for (let y = 0; y < down; y++) {
          for (let x = 0; x < across; x++) {
            const box = [
              affine.xx * x + affine.x0,
              affine.yy * y + affine.y0,
              affine.xx * (x + 1) + affine.x0,
              affine.yy * (y + 1) + affine.y0,
            ];
            const inside = x >= content.x0 && x < content.x1 && y >= content.y0 && y < content.y1;
            const value = inside ? cell(pixels, [w, h], box) / 255 : 0;
            for (let c = 0; c < channels; c++) {
              expect(at(c, y, x)).toBeCloseTo((value - s.mean[c]!) / s.std[c]!, 4);
            }
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});
