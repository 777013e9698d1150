// SPDX-License-Identifier: Apache-2.0
import { ImagingError } from '../imaging-error.js';
import type { CodedFrame, PixelDecoder, Samples } from './pixel-decoder.js';

const headerBytes = 64;

/** RLE Lossless (PS3.5 annex G): PackBits, one segment per byte plane, most significant first. */
export function createRleDecoder(): PixelDecoder {
  return {
    name: 'RLE',
    transferSyntaxes: ['1.2.840.10008.1.2.5'],
    encapsulated: true,
    decode: async (frame) => decodeRle(frame),
  };
}

/**
 * @throws ImagingError 'corrupt' for a bad segment table or a run past the plane's end,
 *   'truncated' when a plane is not full.
 */
export function decodeRle(frame: CodedFrame): Samples {
  const { bytes, bitsAllocated } = frame;
  const planes = bitsAllocated / 8;
  const count = frame.columns * frame.rows;
  if (bytes.length < headerBytes) {
    throw new ImagingError(
      'truncated',
      `expected an RLE header of ${headerBytes} bytes, found ${bytes.length}`,
    );
  }
  const header = new DataView(bytes.buffer, bytes.byteOffset, headerBytes);
  const segments = header.getUint32(0, true);
  if (segments !== planes) {
    throw new ImagingError(
      segments === 3 * planes ? 'colour' : 'corrupt',
      `expected ${planes} RLE segments for ${bitsAllocated}-bit grey, found ${segments}`,
    );
  }
  const out = new Uint8Array(count * planes);
  for (let plane = 0; plane < planes; plane++) {
    const start = header.getUint32(4 + 4 * plane, true);
    const end = plane + 1 < planes ? header.getUint32(8 + 4 * plane, true) : bytes.length;
    if (start < headerBytes || end < start || end > bytes.length) {
      throw new ImagingError(
        end > bytes.length || start > bytes.length ? 'truncated' : 'corrupt',
        `expected RLE segment ${plane} inside ${bytes.length} bytes, found ${start} to ${end}`,
      );
    }
    // The first segment is the most significant byte; samples are little endian in memory.
    unpackBits(bytes.subarray(start, end), out, planes - 1 - plane, planes, count);
  }
  return planes === 2 ? new Uint16Array(out.buffer) : out;
}

function unpackBits(
  segment: Uint8Array,
  out: Uint8Array,
  offset: number,
  stride: number,
  count: number,
): void {
  let written = 0;
  let at = 0;
  while (at < segment.length && written < count) {
    const control = segment[at++]!;
    if (control === 128) continue;
    const run = control > 128 ? 257 - control : control + 1;
    if (written + run > count) {
      throw new ImagingError('corrupt', `expected ${count} bytes in an RLE plane, found more`);
    }
    const available = control > 128 ? 1 : run;
    if (at + available > segment.length) break;
    for (let i = 0; i < run; i++) {
      out[offset + stride * written++] = segment[control > 128 ? at : at + i]!;
    }
    at += available;
  }
  if (written < count) {
    throw new ImagingError(
      'truncated',
      `expected ${count} bytes in an RLE plane, found ${written}`,
    );
  }
}
