// SPDX-License-Identifier: Apache-2.0
import { encodePng8 } from '../encode-png.js';
import type { Radiograph } from '../radiograph.js';
import { percentileWindow } from './percentile-window.js';
import { voiTransform, type VoiTransform } from './voi-function.js';

/** How large the picture should be. */
export interface RenderOptions {
  /** Longest side in pixels; the picture is never enlarged. @default the full size */
  readonly maxSide?: number;
}

/** What rendering needs of a radiograph. */
export type RenderSource = Pick<
  Radiograph,
  'width' | 'height' | 'bits' | 'pixels' | 'source' | 'display'
>;

/**
 * Renders a radiograph for people as an 8-bit grey PNG: VOI table or window, then the inversion
 * that MONOCHROME1 asks for (PS3.3 C.7.6.3.1.2: after VOI). Without either the range between the
 * 0.5th and 99.5th percentile is shown; an 8-bit PNG or JPEG is shown as it is.
 */
export async function renderDisplay(
  radiograph: RenderSource,
  options: RenderOptions = {},
): Promise<Uint8Array> {
  const { width, height } = radiograph;
  return encodePng8(displayPixels(radiograph), width, height, options.maxSide);
}

/** The 8-bit display values, full size. */
export function displayPixels(radiograph: RenderSource): Uint8Array {
  const table = displayTable(radiograph);
  const out = new Uint8Array(radiograph.pixels.length);
  for (let i = 0; i < out.length; i++) out[i] = table[radiograph.pixels[i]!]!;
  return out;
}

/** Display value of every possible pixel value. */
function displayTable(radiograph: RenderSource): Uint8Array {
  const { display, bits } = radiograph;
  const table = new Uint8Array(2 ** bits);
  const voi = voiTransform(display);
  const brightness = voi ? prescribed(voi, radiograph) : assumed(radiograph);
  for (let pixel = 0; pixel < table.length; pixel++) {
    table[pixel] = Math.round(255 * brightness(pixel));
  }
  return table;
}

function prescribed(voi: VoiTransform, { display }: RenderSource): VoiTransform {
  const { slope, intercept, inverted } = display;
  return (pixel) => {
    const value = voi(slope * pixel + intercept);
    return inverted ? 1 - value : value;
  };
}

/** Canonical pixels are already dark where there is air, so no inversion here. */
function assumed(radiograph: RenderSource): VoiTransform {
  if (radiograph.source !== 'dicom' && radiograph.bits === 8) return (pixel) => pixel / 255;
  const { low, high } = percentileWindow(radiograph.pixels);
  return (pixel) => Math.min(1, Math.max(0, (pixel - low) / (high - low)));
}
