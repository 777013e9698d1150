// SPDX-License-Identifier: Apache-2.0
import { ImagingError } from '../imaging-error.js';
import type { CodedFrame, PixelDecoder, Samples } from './pixel-decoder.js';

/** Uncompressed pixels: implicit, explicit, deflated and big endian. */
export function createNativeDecoder(): PixelDecoder {
  return {
    name: 'uncompressed',
    transferSyntaxes: [
      '1.2.840.10008.1.2',
      '1.2.840.10008.1.2.1',
      '1.2.840.10008.1.2.1.99',
      '1.2.840.10008.1.2.2',
    ],
    encapsulated: false,
    decode: async (frame) => decodeNative(frame),
  };
}

function decodeNative(frame: CodedFrame): Samples {
  const count = frame.columns * frame.rows;
  const expected = count * (frame.bitsAllocated / 8);
  if (frame.bytes.length < expected) {
    throw new ImagingError(
      'truncated',
      `expected ${expected} bytes of pixel data (${frame.columns} x ${frame.rows}, ` +
        `${frame.bitsAllocated} bits), found ${frame.bytes.length}`,
    );
  }
  // OW is a sequence of words: in big endian even 8-bit pixels are swapped in pairs (PS3.5 D.3).
  const swap = frame.byteOrder === 'big' && (frame.bitsAllocated === 16 || frame.vr === 'OW');
  const end = swap ? Math.min(frame.bytes.length, expected + (expected % 2)) : expected;
  const bytes = frame.bytes.slice(0, end);
  if (swap) Buffer.from(bytes.buffer, 0, end - (end % 2)).swap16();
  return frame.bitsAllocated === 16
    ? new Uint16Array(bytes.buffer, 0, count)
    : bytes.subarray(0, count);
}
