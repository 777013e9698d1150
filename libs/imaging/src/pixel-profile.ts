// SPDX-License-Identifier: Apache-2.0
import { areaResample } from './area-resample.js';
import { ImagingError } from './imaging-error.js';
import type { ModelFrame } from './model-frame.js';

/** From the corners of a grid to the corners of the frame: x = xx * gx + xy * gy + x0, y alike. */
export interface GridAffine {
  readonly xx: number;
  readonly xy: number;
  readonly x0: number;
  readonly yx: number;
  readonly yy: number;
  readonly y0: number;
}

/** A network input and the way back to the frame. */
export interface ProfiledImage {
  /** Row-major [1, 1, height, width]. */
  readonly data: Float32Array;
  /** Grid (width x height) to frame pixels. */
  readonly affine: GridAffine;
}

type FrameSamples = Pick<ModelFrame, 'width' | 'height' | 'pixels'>;
type Profile = (frame: FrameSamples, width: number, height: number) => Float32Array;

const profiles: Readonly<Record<string, Profile>> = { 'rank-squash@1': rankSquash };

/** Ids of the pixel profiles that can be applied. */
export const pixelProfileIds: readonly string[] = Object.keys(profiles);

/**
 * Prepares a frame for a network of width x height pixels.
 * @param id name@version; a change of a profile's output is a new version.
 * @throws ImagingError 'unsupported' for an unknown id, listing the known ones.
 */
export function applyPixelProfile(
  id: string,
  frame: FrameSamples,
  width: number,
  height: number,
): ProfiledImage {
  const profile = Object.hasOwn(profiles, id) ? profiles[id] : undefined;
  if (!profile) {
    throw new ImagingError(
      'unsupported',
      `expected a pixel profile among ${pixelProfileIds.join(', ')}; found ${id.slice(0, 64)}`,
    );
  }
  return {
    data: profile(frame, width, height),
    affine: { xx: frame.width / width, xy: 0, x0: 0, yx: 0, yy: frame.height / height, y0: 0 },
  };
}

const bins = 4096;
const flatRange = 1e-9;

/**
 * rank-squash@1: area resampling without keeping the aspect, then every value is replaced by its
 * rank (mid-rank of 4096 equal bins), scaled to the unit variance of a uniform distribution. Any
 * increasing change of the grey scale (window, exposure) leaves the result almost unchanged.
 */
function rankSquash(frame: FrameSamples, width: number, height: number): Float32Array {
  const values = areaResample(frame.pixels, frame.width, frame.height, width, height);
  const data = new Float32Array(values.length);
  let min = Infinity;
  let max = -Infinity;
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const range = max - min;
  if (range < flatRange) return data;

  const binOf = (value: number): number =>
    Math.min(bins - 1, Math.floor(((value - min) * bins) / range));
  const count = new Float64Array(bins);
  for (const value of values) count[binOf(value)]!++;
  const scaledRank = new Float64Array(bins);
  let lower = 0;
  for (let bin = 0; bin < bins; bin++) {
    const rank = (lower + 0.5 * count[bin]!) / values.length;
    scaledRank[bin] = (rank - 0.5) * Math.sqrt(12);
    lower += count[bin]!;
  }
  for (let i = 0; i < data.length; i++) data[i] = scaledRank[binOf(values[i]!)]!;
  return data;
}
