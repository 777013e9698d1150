// SPDX-License-Identifier: Apache-2.0
import type { GreyPixels } from '../radiograph.js';

/** A range of pixel values, low < high. */
export interface PixelRange {
  readonly low: number;
  readonly high: number;
}

/** The values between which all but the given tails (per cent of the pixels) lie. */
export function percentileWindow(
  pixels: GreyPixels,
  lowPercent = 0.5,
  highPercent = 99.5,
): PixelRange {
  const count = new Uint32Array(pixels instanceof Uint8Array ? 256 : 65_536);
  // By index: iterating over millions of pixels takes nine times as long.
  for (let i = 0; i < pixels.length; i++) count[pixels[i]!]!++;
  const low = valueAt(count, (pixels.length * lowPercent) / 100);
  const high = valueAt(count, (pixels.length * highPercent) / 100);
  return { low, high: Math.max(low + 1, high) };
}

function valueAt(count: Uint32Array, target: number): number {
  let seen = 0;
  for (let value = 0; value < count.length; value++) {
    seen += count[value]!;
    if (seen > target) return value;
  }
  return count.length - 1;
}
