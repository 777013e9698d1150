// SPDX-License-Identifier: Apache-2.0
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeRle } from '../src/decoders/rle-decoder.js';
import { ImagingError } from '../src/index.js';
import { encodeRle } from './support/encode-rle.js';

const frameOf = (bytes: Uint8Array, columns: number, rows: number, bitsAllocated: number) =>
  ({ bytes, columns, rows, bitsAllocated, byteOrder: 'little', vr: 'OB' }) as const;

describe('RLE', () => {
  it('decodes what was encoded, with runs and without', () => {
    const sample = fc.oneof(fc.constant(0), fc.constant(7), fc.integer({ min: 0, max: 65_535 }));
    fc.assert(
      fc.property(
        fc.array(sample, { minLength: 1, maxLength: 700 }),
        fc.boolean(),
        (values, wide) => {
          const pixels = wide ? Uint16Array.from(values) : Uint8Array.from(values);
          const frame = frameOf(encodeRle(pixels), values.length, 1, wide ? 16 : 8);

          expect(decodeRle(frame)).toEqual(pixels);
        },
      ),
    );
  });

  it('ends any other bytes in an ImagingError or in samples', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (tail) => {
        const bytes = new Uint8Array(64 + tail.length);
        new DataView(bytes.buffer).setUint32(0, 1, true);
        new DataView(bytes.buffer).setUint32(4, 64, true);
        bytes.set(tail, 64);
        try {
          expect(decodeRle(frameOf(bytes, 10, 10, 8))).toHaveLength(100);
        } catch (error) {
          expect(error).toBeInstanceOf(ImagingError);
        }
      }),
    );
  });
});
