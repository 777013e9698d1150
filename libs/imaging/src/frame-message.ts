// SPDX-License-Identifier: Apache-2.0
// A namespace: on a Node without Zstandard only compressed frames fail, not this import.
import * as zlib from 'node:zlib';
import { ImagingError } from './imaging-error.js';
import { maxFrameSidePx, type ModelFrame } from './model-frame.js';
import { pixelBytes, pixelDigest } from './pixel-digest.js';
import type { GreyPixels } from './radiograph.js';

/** Values of asarg.tensor.v1.DataType that a frame may have. */
const dataTypes = { uint8: 3, uint16: 4 } as const;
/** Values of asarg.tensor.v1.Encoding. */
const encodings = { raw: 1, zstd: 2 } as const;
// Level 1: the transfer is local or on a fast network, where time to compress counts.
const zstdLevel = 1;

/** asarg.specialist.v1.Frame as a plain object, in the shape of the generated type. */
export interface FrameMessage {
  width: number;
  height: number;
  /** 3 UINT8, 4 UINT16. */
  dataType: 3 | 4;
  /** 1 RAW, 2 ZSTD. */
  encoding: 1 | 2;
  pixels: Uint8Array;
  digest: string;
  /** 0 if unknown. */
  columnSpacingMm: number;
  /** 0 if unknown. */
  rowSpacingMm: number;
}

/** Any object with the fields of a Frame, before it is checked. */
export type UncheckedFrameMessage = {
  [Field in keyof FrameMessage]: FrameMessage[Field] extends number ? number : FrameMessage[Field];
};

/**
 * The wire form of a frame. With 'raw' the message refers to the frame's own bytes.
 * @param options.encoding @default 'raw'
 */
export function frameMessage(
  frame: ModelFrame,
  options: { readonly encoding?: 'raw' | 'zstd' } = {},
): FrameMessage {
  const encoding = options.encoding ?? 'raw';
  const bytes = pixelBytes(frame.pixels);
  return {
    width: frame.width,
    height: frame.height,
    dataType: frame.pixels instanceof Uint8Array ? dataTypes.uint8 : dataTypes.uint16,
    encoding: encodings[encoding],
    pixels:
      encoding === 'raw'
        ? bytes
        : zlib.zstdCompressSync(bytes, {
            params: { [zlib.constants.ZSTD_c_compressionLevel]: zstdLevel },
          }),
    digest: frame.digest,
    columnSpacingMm: frame.spacing?.columnMm ?? 0,
    rowSpacingMm: frame.spacing?.rowMm ?? 0,
  };
}

/**
 * Reads and checks a frame from the wire: geometry before anything is allocated, then the length
 * of the pixels, then their digest. The frame refers to the message's bytes where it can. `scale`
 * is 1: the wire does not say how the frame was made.
 * @param options.checkDigest false for pixels that came without a digest. @default true
 * @throws ImagingError 'too-large', 'unsupported', 'truncated' or 'corrupt'.
 */
export function frameFromMessage(
  message: UncheckedFrameMessage,
  { checkDigest = true }: { readonly checkDigest?: boolean } = {},
): ModelFrame {
  const { width, height, dataType, columnSpacingMm, rowSpacingMm } = message;
  if (!isSide(width) || !isSide(height)) {
    throw new ImagingError(
      width > maxFrameSidePx || height > maxFrameSidePx ? 'too-large' : 'corrupt',
      `expected a frame of 1 to ${maxFrameSidePx} pixels per side, found ${width} x ${height}`,
    );
  }
  if (dataType !== dataTypes.uint8 && dataType !== dataTypes.uint16) {
    throw new ImagingError(
      'unsupported',
      `expected frame data type UINT8 (3) or UINT16 (4), found ${dataType}`,
    );
  }
  const wide = dataType === dataTypes.uint16;
  const bytes = decodeBytes(message, width * height * (wide ? 2 : 1));
  const pixels: GreyPixels = wide ? wordsOf(bytes) : pixelBytes(bytes);
  const digest = pixelDigest(pixels);
  if (checkDigest && digest !== message.digest) {
    throw new ImagingError(
      'corrupt',
      `expected frame digest ${printableDigest(message.digest)}, found ${digest}`,
    );
  }
  const hasSpacing = columnSpacingMm > 0 && rowSpacingMm > 0;
  return {
    width,
    height,
    pixels,
    digest,
    scale: 1,
    ...(hasSpacing ? { spacing: { columnMm: columnSpacingMm, rowMm: rowSpacingMm } } : {}),
  };
}

/** A 16-bit view; of a copy where the bytes do not start at an even address. */
function wordsOf(bytes: Uint8Array): Uint16Array {
  const { buffer, byteOffset, byteLength } =
    bytes.byteOffset % 2 === 0 ? bytes : new Uint8Array(bytes);
  return new Uint16Array(buffer, byteOffset, byteLength / 2);
}

function decodeBytes(message: UncheckedFrameMessage, expected: number): Uint8Array {
  const { encoding, pixels } = message;
  if (encoding === encodings.raw) {
    checkLength(pixels.length, expected);
    return pixels;
  }
  if (encoding !== encodings.zstd) {
    throw new ImagingError(
      'unsupported',
      `expected frame encoding RAW (1) or ZSTD (2), found ${encoding}`,
    );
  }
  try {
    const decoded = zlib.zstdDecompressSync(pixels, { maxOutputLength: expected });
    checkLength(decoded.length, expected);
    return decoded;
  } catch (error) {
    throw ImagingError.from(
      error,
      'corrupt',
      `expected one Zstandard frame of ${expected} bytes, found another content`,
    );
  }
}

function checkLength(found: number, expected: number): void {
  if (found === expected) return;
  throw new ImagingError(
    found < expected ? 'truncated' : 'corrupt',
    `expected ${expected} bytes of frame pixels, found ${found}`,
  );
}

const isSide = (side: number): boolean =>
  Number.isInteger(side) && side >= 1 && side <= maxFrameSidePx;

const printableDigest = (digest: string): string =>
  /^[0-9a-f]{64}$/.test(digest) ? digest : 'in lower-case hexadecimal (64 digits)';
