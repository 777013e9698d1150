// SPDX-License-Identifier: Apache-2.0
import type { LungFill } from '../findings/effects.js';
import { eachHit } from '../geometry/slab.js';
import { traceShape } from '../geometry/trace.js';
import type { View } from '../geometry/view.js';
import type { Random } from '../random.js';
import type { LungField } from './lung-field.js';
import { mark, type MaskSet } from './masks.js';
import { noiseField } from './noise-field.js';
import { softOverLung } from './physics.js';

/** Rays that cross less of it are not in its mask, mm of soft tissue. */
const leastMm = 1.2;

/** Replaces air of a lung: adds the attenuation and marks the rays. */
export function addFill(
  random: Random,
  view: View,
  attenuation: Float32Array,
  masks: MaskSet,
  field: LungField,
  fill: LungFill,
): void {
  const filled = fill.shapes ? lengthWithin(view, field, fill) : field.lung;
  const texture = textureOf(random, view.size, fill.texture);
  const [x0, xc, xr, y0, yc, yr] = view.plane;
  for (let row = 0, i = 0; row < view.size; row++) {
    for (let column = 0; column < view.size; column++, i++) {
      const length = filled[i]!;
      if (length <= 0) continue;
      const weight = fill.weight?.(x0 + xc * column + xr * row, y0 + yc * column + yr * row) ?? 1;
      if (weight <= 0.01) continue;
      const soft = length * fill.share * weight * texture[i]!;
      attenuation[i]! += softOverLung * soft;
      if (length * fill.share * weight > leastMm) mark(masks, fill.channels, i);
    }
  }
}

/** Length of lung inside any of the shapes, from the first entry to the last exit. */
function lengthWithin(view: View, field: LungField, fill: LungFill): Float32Array {
  const sum = new Float32Array(view.size * view.size);
  const most = new Float32Array(view.size * view.size);
  for (const shape of fill.shapes ?? []) {
    const slab = traceShape(view, shape);
    eachHit(slab, view.size, (at, pixel) => {
      const length = field.within(pixel, slab.enter[at]!, slab.exit[at]!);
      sum[pixel]! += length;
      most[pixel] = Math.max(most[pixel]!, length);
    });
  }
  // Overlapping shapes do not count twice: between the longest and the sum, never above the lung.
  for (let i = 0; i < most.length; i++) {
    const longest = most[i]!;
    most[i] = Math.min(field.lung[i]!, longest + 0.35 * (sum[i]! - longest));
  }
  return most;
}

function textureOf(random: Random, size: number, kind: LungFill['texture']): Float32Array {
  switch (kind) {
    case 'even':
      return new Float32Array(size * size).fill(1);
    case 'cloudy': {
      const noise = noiseField(random, size, 16, 4, 0.65);
      for (let i = 0; i < noise.length; i++) noise[i] = Math.max(0.25, 1 + 0.42 * noise[i]!);
      return noise;
    }
    case 'netlike': {
      const noise = noiseField(random, size, 34, 2, 0.5);
      // Thin ridges where the noise changes sign: the walls between lobules.
      for (let i = 0; i < noise.length; i++)
        noise[i] = 0.3 + 1.5 * Math.max(0, 1 - Math.abs(noise[i]!) * 2.6);
      return noise;
    }
  }
}
