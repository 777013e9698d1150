// SPDX-License-Identifier: Apache-2.0
import type { Random } from '../random.js';
import { stretchRows } from './resize.js';

/**
 * Smooth random texture over a square picture, about -1 to 1: octaves of interpolated noise, each
 * of half the size and `gain` times the strength.
 */
export function noiseField(
  random: Random,
  size: number,
  cells: number,
  octaves: number,
  gain = 0.5,
): Float32Array {
  const sum = new Float32Array(size * size);
  let weight = 1;
  for (let octave = 0; octave < octaves; octave++, weight *= gain) {
    const grid = cells * 2 ** octave + 2;
    const coarse = new Float32Array(grid * grid);
    for (let i = 0; i < coarse.length; i++) coarse[i] = random.between(-weight, weight);
    addEnlarged(sum, size, coarse, grid);
  }
  return sum;
}

function addEnlarged(sum: Float32Array, size: number, coarse: Float32Array, grid: number): void {
  const step = (grid - 2) / size;
  const ease = (t: number): number => t * t * (3 - 2 * t);
  const lows = Int32Array.from({ length: size }, (_, x) => Math.floor(x * step));
  const parts = Float32Array.from(lows, (low, x) => ease(x * step - low));
  const stretched = stretchRows(coarse, grid, lows, parts);
  for (let y = 0, k = 0; y < size; y++) {
    const top = Math.floor(y * step);
    const upper = stretched(top);
    const lower = stretched(top + 1);
    const down = ease(y * step - top);
    for (let x = 0; x < size; x++, k++) sum[k]! += upper[x]! + (lower[x]! - upper[x]!) * down;
  }
}
