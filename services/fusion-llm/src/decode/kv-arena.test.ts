// SPDX-License-Identifier: Apache-2.0
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { capacityStep, createKvArena } from './kv-arena.js';

/** Element (block, position, column) as a number of its own. */
const element = (block: number, position: number, column: number) =>
  block * 1e6 + position * 100 + column;

function rows(blocks: number, from: number, to: number, width: number): Float32Array {
  const values = [];
  for (let block = 0; block < blocks; block++) {
    for (let position = from; position < to; position++) {
      for (let column = 0; column < width; column++) {
        values.push(element(block, position, column));
      }
    }
  }
  return Float32Array.from(values);
}

test('holds what a dense concatenation along the positions would', () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 90 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 5 }),
      sizes,
      (b, w, add) => {
        const arena = createKvArena(b, w);
        let length = 0;
        for (const added of add) {
          arena.append(rows(b, length, length + added, w));
          length += added;
          expect(arena.view()).toEqual(rows(b, 0, length, w));
        }
        expect(arena.length).toBe(length);
        expect(arena.capacity).toBe(Math.ceil(length / capacityStep) * capacityStep);
      },
    ),
  );
});

test('does not allocate between capacity steps', () => {
  const arena = createKvArena(2, 3);
  arena.append(rows(2, 0, 5, 3));
  const { buffer } = arena.view();

  for (let position = 5; position < capacityStep; position++) {
    arena.append(rows(2, position, position + 1, 3));
  }

  expect(arena.view().buffer).toBe(buffer);
  arena.append(rows(2, capacityStep, capacityStep + 1, 3));
  expect(arena.view().buffer).not.toBe(buffer);
});

test('refuses a part of a position', () => {
  expect(() => createKvArena(2, 3).append(new Float32Array(7))).toThrow(
    'expected a multiple of 2 x 3 elements, found 7',
  );
});
