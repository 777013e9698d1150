// SPDX-License-Identifier: Apache-2.0
import { ImagingError } from './imaging-error.js';

/** Longest side accepted, in pixels; the largest digital detectors have under 6000. */
export const maxSidePx = 10_000;
/** Most pixels accepted: bounds the memory that one request can take. */
export const maxPixels = 64_000_000;

/**
 * Checks the size a header announces, before anything of that size is allocated.
 * @throws ImagingError 'too-large', or 'corrupt' for a side below 1.
 */
export function checkSize(width: number, height: number): void {
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
    throw new ImagingError(
      'corrupt',
      `expected an image of at least 1 x 1 pixels, found ${width} x ${height}`,
    );
  }
  if (width > maxSidePx || height > maxSidePx || width * height > maxPixels) {
    throw new ImagingError(
      'too-large',
      `expected at most ${maxSidePx} pixels per side and ${maxPixels / 1e6} megapixels, ` +
        `found ${width} x ${height} (${Math.round((width * height) / 1e6)} megapixels)`,
    );
  }
}
