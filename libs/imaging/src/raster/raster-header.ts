// SPDX-License-Identifier: Apache-2.0
import { readJpegHeader } from '../decoders/codestream-header.js';
import { ImagingError } from '../imaging-error.js';

/** Size that a PNG or JPEG header announces. */
export interface RasterHeader {
  readonly width: number;
  readonly height: number;
}

/**
 * Reads the size from the first bytes, without a decoder and without allocating.
 * @throws ImagingError 'truncated' or 'corrupt'.
 */
export function readRasterHeader(bytes: Uint8Array, kind: 'png' | 'jpeg'): RasterHeader {
  return kind === 'png' ? readPngHeader(bytes) : readJpegSize(bytes);
}

function readPngHeader(bytes: Uint8Array): RasterHeader {
  // Signature (8), length (4), 'IHDR' (4), width (4), height (4): PNG specification 11.2.1.
  if (bytes.length < 33) {
    throw new ImagingError(
      'truncated',
      `expected a PNG header of 33 bytes, found ${bytes.length} bytes`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(12) !== 0x49484452) {
    throw new ImagingError('corrupt', 'expected IHDR as the first chunk of the PNG, found another');
  }
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

/**
 * Walks a PNG's chunks to its IEND; the decoder says only "read error" when there is none.
 * @throws ImagingError 'truncated'.
 */
export function checkPngEnd(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 8;
  // Length, type and checksum take 12 bytes of every chunk.
  while (at + 12 <= bytes.length) {
    if (view.getUint32(at + 4) === 0x49454e44) return;
    at += 12 + view.getUint32(at);
  }
  throw new ImagingError(
    'truncated',
    `expected a PNG with an IEND chunk, found its ${bytes.length} bytes to end before one`,
  );
}

function readJpegSize(bytes: Uint8Array): RasterHeader {
  const header = readJpegHeader(bytes);
  if (!header) {
    throw new ImagingError(
      'truncated',
      `expected a JPEG frame header, found none in ${bytes.length} bytes`,
    );
  }
  return { width: header.width, height: header.height };
}
