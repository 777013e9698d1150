// SPDX-License-Identifier: Apache-2.0
import type { NamedArray } from '@asarg/runtime';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { feedsKey, outputsOf, stackFeeds, type Arrays } from './stack-feeds.js';

const kinds = {
  float32: Float32Array,
  uint8: Uint8Array,
  float16: Uint16Array,
  int64: BigInt64Array,
} as const;

const form = fc.record({
  dtype: fc.constantFrom(...(Object.keys(kinds) as (keyof typeof kinds)[])),
  shape: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }),
});

/** Some requests whose feeds are alike: names, types and shapes, and numbers that differ. */
const requests = fc
  .tuple(
    fc.dictionary(fc.string({ minLength: 1 }), form, { minKeys: 1, maxKeys: 3 }),
    fc.integer({ min: 1, max: 6 }),
  )
  .map(([forms, size]) =>
    Array.from({ length: size }, (_, at): Arrays =>
      Object.fromEntries(
        Object.entries(forms).map(([name, { dtype, shape }]) => [name, arrayOf(dtype, shape, at)]),
      ),
    ),
  );

function arrayOf(dtype: keyof typeof kinds, shape: readonly number[], seed: number): NamedArray {
  const length = shape.reduce((product, size) => product * size, 1);
  const values = Array.from({ length }, (_, at) => (seed * 37 + at) % 120);
  const data = dtype === 'int64' ? BigInt64Array.from(values, BigInt) : kinds[dtype].from(values);
  return { dtype, shape, data };
}

test('what is stacked comes apart again as it was, whatever the types and shapes', () => {
  fc.assert(
    fc.property(requests, (all) => {
      expect(new Set(all.map(feedsKey)).size).toBe(1);
      const stacked = stackFeeds(all);
      for (const [name, { shape }] of Object.entries(stacked)) {
        expect(shape[0]).toBe(all[0]![name]!.shape[0]! * all.length);
      }
      expect(all.map((_, at) => outputsOf(stacked, at, all.length))).toEqual(all);
    }),
  );
});

test('a part owns its memory, so that it can move to another thread', () => {
  const stacked = stackFeeds([0, 1].map((at) => ({ x: arrayOf('float32', [1, 3], at) })));
  const { x } = outputsOf(stacked, 1, 2);
  expect(x!.data.buffer.byteLength).toBe(x!.data.byteLength);
});

test('feeds of other names, types or shapes have other keys, in whatever order they come', () => {
  const [x, y] = [arrayOf('float32', [1, 2], 0), arrayOf('uint8', [1, 2], 1)];
  expect(feedsKey({ x, y })).toBe(feedsKey({ y, x }));
  const others: Arrays[] = [{ x }, { x, z: y }, { x: y, y }, { x, y: arrayOf('uint8', [1, 3], 0) }];
  for (const other of others) expect(feedsKey(other)).not.toBe(feedsKey({ x, y }));
});

test('an array without a dimension for requests is refused', () => {
  const x: NamedArray = { dtype: 'float32', shape: [], data: Float32Array.of(1) };
  expect(() => stackFeeds([{ x }, { x }])).toThrow("input 'x': expected a batch dimension");
  const y = arrayOf('float32', [3, 2], 0);
  expect(() => outputsOf({ y }, 0, 2)).toThrow(
    "output 'y' for 2 requests: expected a batch dimension, found [3,2]",
  );
});
