// SPDX-License-Identifier: Apache-2.0
import { areaResample } from './area-resample.js';
import type { FrameSamples } from './pixel-profile.js';

const bins = 4096;
const flatRange = 1e-9;

/**
 * rank-squash@1: area resampling without keeping the aspect, then every value is replaced by its
 * rank (mid-rank of 4096 equal bins), scaled to the unit variance of a uniform distribution. Any
 * increasing change of the grey scale (window, exposure) leaves the result almost unchanged.
 */
export function rankSquash(frame: FrameSamples, width: number, height: number): Float32Array {
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
