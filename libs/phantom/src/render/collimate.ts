// SPDX-License-Identifier: Apache-2.0
import type { Random } from '../random.js';
import type { MaskSet } from './masks.js';

/** Edges of the exposed field, pixels; `right` and `bottom` are outside. */
export interface Shutter {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** How far the collimator closes; often not at all. */
export function drawShutter(random: Random, size: number): Shutter {
  const edge = (): number =>
    Math.round(size * (random.chance(0.3) ? random.between(0.008, 0.045) : 0));
  return { left: edge(), top: edge(), right: size - edge(), bottom: size - edge() };
}

/** Blackens what the collimator covers, and takes it out of the masks. */
export function collimate(pixels: Uint16Array, masks: MaskSet, shutter: Shutter): void {
  const { size, stride, bits } = masks;
  const { left, top, right, bottom } = shutter;
  if (left === 0 && top === 0 && right === size && bottom === size) return;
  const keep = new Uint8Array(stride);
  for (let x = left; x < right; x++) keep[x >> 3]! |= 1 << (x & 7);
  for (let y = 0; y < size; y++) {
    const open = y >= top && y < bottom;
    pixels.fill(0, y * size, y * size + (open ? left : size));
    pixels.fill(0, y * size + (open ? right : size), (y + 1) * size);
  }
  const cut = [...keep.keys()].filter((at) => keep[at] !== 0xff);
  for (let row = 0, start = 0; start < bits.length; row++, start += stride) {
    const y = row % size;
    if (y < top || y >= bottom) bits.fill(0, start, start + stride);
    else for (let i = 0; i < cut.length; i++) bits[start + cut[i]!]! &= keep[cut[i]!]!;
  }
}
