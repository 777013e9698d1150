// SPDX-License-Identifier: Apache-2.0
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { largestComponents, pixelsOf, runsOf, type Run } from './mask-runs.js';

const masks = fc
  .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 12 }))
  .chain(([width, height]) => {
    const byte = fc.oneof(fc.constantFrom(0, 255), fc.integer({ min: 0, max: 255 }));
    const bytes = Math.ceil(width / 8) * height;
    return fc
      .array(byte, { minLength: bytes, maxLength: bytes })
      .map((bits) => ({ width, height, bits: Uint8Array.from(bits) }));
  });

function pixelSet(runs: readonly Run[]): Set<string> {
  return new Set(
    runs.flatMap(({ row, from, to }) =>
      Array.from({ length: to - from }, (_, step) => `${row},${from + step}`),
    ),
  );
}

/** Largest 8-connected component by flood fill: slow and plain, to compare with. */
function largestByFlood(pixels: ReadonlySet<string>): number {
  const left = new Set(pixels);
  let best = 0;
  for (const start of pixels) {
    if (!left.delete(start)) continue;
    const queue = [start];
    for (const at of queue) {
      const [row = 0, column = 0] = at.split(',').map(Number);
      for (const dy of [-1, 0, 1]) {
        for (const dx of [-1, 0, 1]) {
          const next = `${row + dy},${column + dx}`;
          if (left.delete(next)) queue.push(next);
        }
      }
    }
    best = Math.max(best, queue.length);
  }
  return best;
}

describe('runsOf()', () => {
  it('should hold exactly the bits set, least significant first, padding left out', () => {
    fc.assert(
      fc.property(masks, (mask) => {
        const expected = new Set<string>();
        for (let row = 0; row < mask.height; row += 1) {
          for (let x = 0; x < mask.width; x += 1) {
            const byte = mask.bits[row * Math.ceil(mask.width / 8) + (x >> 3)] ?? 0;
            if ((byte >> (x & 7)) & 1) expected.add(`${row},${x}`);
          }
        }
        expect(pixelSet(runsOf(mask))).toEqual(expected);
      }),
    );
  });
});

describe('largestComponents()', () => {
  it('should keep as many pixels as a flood fill finds', () => {
    fc.assert(
      fc.property(masks, (mask) => {
        const runs = runsOf(mask);
        expect(pixelsOf(largestComponents(runs, 1))).toBe(largestByFlood(pixelSet(runs)));
        expect(largestComponents(runs, runs.length)).toEqual(runs);
      }),
    );
  });
});
