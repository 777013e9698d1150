// SPDX-License-Identifier: Apache-2.0
import type { NamedArray } from '@asarg/runtime';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { halfOf } from './half.js';
import { remoteInput } from './remote-input.js';

const grey: NamedArray = {
  dtype: 'float32',
  shape: [1, 1, 2, 2],
  data: Float32Array.of(1, 2, 3, 4.4),
};
const colour: NamedArray = {
  dtype: 'float32',
  shape: [1, 3, 1, 2],
  data: Float32Array.of(1, 2, 10, 20, 100, 200),
};
const rows = (array: NamedArray) => [array.dtype, array.shape, [...array.data].map(Number)];

/** The bits of the half that the definition picks: the nearest, of two the one with an even last bit. */
function nearestHalf(value: number): number {
  const valueOf = (bits: number): number =>
    bits < 0x400 ? bits * 2 ** -24 : (1 + (bits & 0x3ff) / 1024) * 2 ** ((bits >> 10) - 15);
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  let best = 0;
  // Halves above 0 are ordered as their bits are; 0x7c00 is infinity, at the place of 65536.
  for (let low = 0, high = 0x7c00; low <= high;) {
    const middle = (low + high) >> 1;
    if (valueOf(middle) <= Math.abs(value)) {
      best = middle;
      low = middle + 1;
    } else {
      high = middle - 1;
    }
  }
  const down = Math.abs(value) - valueOf(best);
  const up = valueOf(best + 1) - Math.abs(value);
  const bits = up < down || (up === down && best % 2 === 1) ? best + 1 : best;
  return sign | Math.min(bits, 0x7c00);
}

test('every float32 becomes the nearest half, ties to even', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.float({ noNaN: true, noDefaultInfinity: true }),
        fc.float({ min: -8, max: 8, noNaN: true }),
      ),
      (value) => {
        expect(halfOf(value)).toBe(nearestHalf(value));
      },
    ),
    { numRuns: 2000 },
  );
  expect([65_519, 65_520, -65_520, Infinity, 2 ** -25, 3 * 2 ** -25].map(halfOf)).toEqual([
    0x7bff, 0x7c00, 0xfc00, 0x7c00, 0, 2,
  ]);
  expect(halfOf(NaN) & 0x7fff).toBeGreaterThan(0x7c00);
});

test('a grey input takes the layout and channels of the remote model', () => {
  const input = { name: 'x', datatype: 'FP32' } as const;
  const values = [...grey.data].map(Number);
  expect(rows(remoteInput(grey, { ...input, layout: 'HW', channels: 1 }))).toEqual([
    'float32',
    [2, 2],
    values,
  ]);
  expect(rows(remoteInput(grey, { ...input, layout: 'NCHW', channels: 3 }))).toEqual([
    'float32',
    [1, 3, 2, 2],
    [...values, ...values, ...values],
  ]);
  expect(rows(remoteInput(grey, { ...input, layout: 'NHWC', channels: 3 }))).toEqual([
    'float32',
    [1, 2, 2, 3],
    values.flatMap((value) => [value, value, value]),
  ]);
});

test('channels of an input move to the end for NHWC', () => {
  const input = { name: 'x', datatype: 'UINT8', layout: 'NHWC', channels: 3 } as const;
  expect(rows(remoteInput(colour, input))).toEqual([
    'uint8',
    [1, 1, 2, 3],
    [1, 10, 100, 2, 20, 200],
  ]);
});

test('integers are rounded, and refused where they do not fit', () => {
  const input = { name: 'x', layout: 'HW', channels: 1 } as const;
  expect(rows(remoteInput(grey, { ...input, datatype: 'INT64' }))[2]).toEqual([1, 2, 3, 4]);
  const dark = { ...grey, data: Float32Array.of(0, 1, 2, -1.7) };
  expect(() => remoteInput(dark, { ...input, datatype: 'UINT8' })).toThrow(
    "input 'x': expected a pixel profile with values of 0 to 255 for UINT8, found one outside",
  );
  expect(rows(remoteInput(dark, { ...input, datatype: 'INT8' }))[2]).toEqual([0, 1, 2, -2]);
});

test('colour cannot become grey', () => {
  const input = { name: 'x', datatype: 'FP32', layout: 'NCHW', channels: 1 } as const;
  expect(() => remoteInput(colour, input)).toThrow(
    "input 'x': expected float32 [1,1,height,width] or [1,1,height,width], found float32 [1,3,1,2]",
  );
});
