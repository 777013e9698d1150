// SPDX-License-Identifier: Apache-2.0
import { DataType, Encoding, type Frame } from '@asarg/contracts';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** Rows and columns of the golden phantom. */
export const goldenSide = 192;

/** SHA-256 of the golden phantom's 192 x 192 bytes, lower-case hexadecimal. */
export const goldenDigest = 'f55a90803c3d6042ced03f66fc42942a8b1b3a1a2b50140be61c768a1c51e799';

const file = new URL('../data/golden-phantom.gz', import.meta.url);
/** Distance between its pixels: a field of about 400 mm. */
const spacingMm = 2.1;

let golden: Uint8Array | undefined;

/**
 * The pixels that every specialist is probed with: a normal frontal chest of nobody, 192 x 192,
 * 8 bits, row-major, the same bytes for ever. `draw-golden-phantom.mjs` says how it was drawn.
 * @throws Error if the file of the package is not that of `goldenDigest`.
 */
export function goldenPixels(): Uint8Array {
  if (golden === undefined) {
    const pixels = new Uint8Array(gunzipSync(readFileSync(file)));
    const digest = sha256(pixels);
    if (digest !== goldenDigest) {
      throw new Error(`golden phantom: expected sha256 ${goldenDigest}, found ${digest}`);
    }
    golden = pixels;
  }
  return golden;
}

/** The golden phantom as a frame. */
export function goldenFrame(): Frame {
  return { ...frameOf(goldenSide, goldenSide, goldenPixels()), ...spacing };
}

const spacing = { columnSpacingMm: spacingMm, rowSpacingMm: spacingMm } as const;

/** A raw frame of 8-bit or 16-bit pixels, with its digest, of unknown spacing. */
export function frameOf(width: number, height: number, pixels: Uint8Array | Uint16Array): Frame {
  const bytes = new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
  return {
    width,
    height,
    dataType: pixels instanceof Uint8Array ? DataType.UINT8 : DataType.UINT16,
    encoding: Encoding.RAW,
    pixels: bytes,
    digest: sha256(bytes),
    columnSpacingMm: 0,
    rowSpacingMm: 0,
  };
}

/** SHA-256, lower-case hexadecimal. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
