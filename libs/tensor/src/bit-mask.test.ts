// SPDX-License-Identifier: Apache-2.0
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  fillHoles,
  largestComponent,
  maskArea,
  masksOf,
  maskStatistics,
  packMask,
  tensorOfMasks,
  unpackMask,
  type BitMask,
} from './index.js';

const anyMask: fc.Arbitrary<BitMask> = fc
  .record({ width: fc.integer({ min: 1, max: 21 }), height: fc.integer({ min: 1, max: 12 }) })
  .chain(({ width, height }) =>
    fc
      .array(fc.constantFrom(0, 1, 1), { minLength: width * height, maxLength: width * height })
      .map((values) => packMask(values, width, height)),
  );

function draw(...rows: string[]): BitMask {
  const values = rows.flatMap((row) => Array.from(row, (sign) => (sign === '#' ? 1 : 0)));
  return packMask(values, rows[0]!.length, rows.length);
}

/** Plain flood fill: the reference for the run-based code. */
function floodSizes(values: Uint8Array, { width, height }: BitMask): number[] {
  const seen = values.map((value) => 1 - value);
  return Array.from(seen, (_, start) => {
    const stack = seen[start] ? [] : [start];
    seen[start] = 1;
    let size = 0;
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      size++;
      const [x, y] = [at % width, Math.floor(at / width)];
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
          if (!seen[v * width + u]) {
            seen[v * width + u] = 1;
            stack.push(v * width + u);
          }
        }
      }
    }
    return size;
  }).filter((size) => size > 0);
}

describe('bit masks', () => {
  test('pack and unpack to the same pixels', () => {
    fc.assert(
      fc.property(anyMask, (mask) => {
        const values = unpackMask(mask);
        expect(packMask(values, mask.width, mask.height)).toEqual(mask);
        expect(maskArea(mask)).toBe(values.reduce((sum, value) => sum + value, 0));
      }),
    );
  });

  test('put the first pixel in the lowest bit and start rows on bytes', () => {
    const mask = draw('#........', '........#');
    expect([...mask.bits]).toEqual([1, 0, 0, 1]);
    expect(() => packMask([1], 2, 1)).toThrow(/expected 2 mask pixels .* found 1/);
  });

  test('become one tensor and views of it', () => {
    const masks = [draw('#.', '.#'), draw('##', '..')];
    const tensor = tensorOfMasks('masks', masks);
    expect(tensor.shape).toEqual([2, 2, 2]);
    expect(masksOf(tensor)).toEqual(masks);
    expect(masksOf(tensor)[1]!.bits.buffer).toBe(tensor.data.buffer);
    expect(() => masksOf({ ...tensor, dtype: 'uint8' })).toThrow(/found uint8/);
  });
});

describe('mask clean-up', () => {
  test('keeps as many pixels as the largest component that a flood fill finds', () => {
    fc.assert(
      fc.property(anyMask, (mask) => {
        const cleaned = largestComponent(mask);
        expect(maskArea(cleaned)).toBe(Math.max(0, ...floodSizes(unpackMask(mask), mask)));
        expect(floodSizes(unpackMask(cleaned), mask).length).toBeLessThanOrEqual(1);
        cleaned.bits.forEach((byte, index) => expect(byte & ~mask.bits[index]!).toBe(0));
      }),
      { numRuns: 300 },
    );
  });

  test('counts corners as connected in the foreground', () => {
    expect(largestComponent(draw('#...#', '.#..#', '..#..'))).toEqual(
      draw('#....', '.#...', '..#..'),
    );
  });

  test('fills holes but not bays, and not holes open to a corner of the border', () => {
    const ring = draw('.###.', '.#.#.', '.###.', '.#.#.', '.#.#.');
    expect(fillHoles(ring)).toEqual(draw('.###.', '.###.', '.###.', '.#.#.', '.#.#.'));
    fc.assert(
      fc.property(anyMask, (mask) => {
        const filled = fillHoles(mask);
        expect(fillHoles(filled)).toEqual(filled);
        mask.bits.forEach((byte, index) => expect(byte & ~filled.bits[index]!).toBe(0));
      }),
    );
  });
});

describe('mask statistics', () => {
  test('are area, half-open box and the mean of the pixel centres', () => {
    expect(maskStatistics(draw('.....', '.##..', '.##..'))).toEqual({
      area: 4,
      box: { x0: 1, y0: 1, x1: 3, y1: 3 },
      centroidX: 2,
      centroidY: 2,
    });
  });

  test('of an empty mask have no box', () => {
    expect(maskStatistics(draw('...'))).toEqual({ area: 0, centroidX: 0, centroidY: 0 });
  });

  test('do not count padding bits', () => {
    const mask = { width: 3, height: 1, bits: Uint8Array.from([0xff]) };
    expect(maskStatistics(mask).area).toBe(3);
  });
});
