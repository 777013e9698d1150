// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import type { GreyPixels } from './radiograph.js';

/** The bytes of the pixels without copying (little endian on every platform Node supports). */
export function pixelBytes(pixels: GreyPixels): Uint8Array {
  return new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
}

/** SHA-256 of the pixels' bytes, lower-case hexadecimal. */
export function pixelDigest(pixels: GreyPixels): string {
  return createHash('sha256').update(pixelBytes(pixels)).digest('hex');
}
