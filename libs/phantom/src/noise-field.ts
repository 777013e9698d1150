// SPDX-License-Identifier: Apache-2.0
import { createField, enlarge, type Field } from './field.js';
import type { Random } from './random.js';

/** Smooth random texture, about -1 to 1: octaves of interpolated noise, each of half the size. */
export function noiseField(
  random: Random,
  width: number,
  height: number,
  cells: number,
  octaves: number,
): Field {
  const sum = createField(width, height);
  for (let octave = 0; octave < octaves; octave++) {
    const size = cells * 2 ** octave;
    const coarse = createField(size, size);
    for (let i = 0; i < coarse.values.length; i++) coarse.values[i] = random.between(-1, 1);
    const fine = enlarge(coarse, width, height);
    const weight = 0.5 ** octave;
    for (let i = 0; i < sum.values.length; i++) sum.values[i]! += weight * fine.values[i]!;
  }
  return sum;
}
