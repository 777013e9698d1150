// SPDX-License-Identifier: Apache-2.0
import { ImagingError } from '../imaging-error.js';
import type { GreyPixels } from '../radiograph.js';

/** Channels may differ by this many 8-bit grey levels: JPEG rounds when it converts colours. */
const toleranceLevels = 2;

/**
 * Takes the middle (green) channel of an interleaved image if all channels agree.
 * @throws ImagingError 'colour' otherwise.
 */
export function greyOfColour(samples: GreyPixels, channels: number): GreyPixels {
  const wide = samples instanceof Uint16Array;
  const tolerance = toleranceLevels * (wide ? 257 : 1);
  const count = samples.length / channels;
  const grey = wide ? new Uint16Array(count) : new Uint8Array(count);
  let coloured = 0;
  for (let i = 0; i < count; i++) {
    const red = samples[i * channels]!;
    const green = samples[i * channels + 1]!;
    const blue = samples[i * channels + 2]!;
    if (Math.max(red, green, blue) - Math.min(red, green, blue) > tolerance) coloured++;
    grey[i] = green;
  }
  if (coloured > 0) {
    throw new ImagingError(
      'colour',
      `expected a grey image (channels equal within ${toleranceLevels} of 255 levels), ` +
        `found colour in ${coloured} of ${count} pixels`,
    );
  }
  return grey;
}
