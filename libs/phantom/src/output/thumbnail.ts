// SPDX-License-Identifier: Apache-2.0
import { unpackMask } from '@asarg/tensor';
import { channelOf } from '../catalogue.js';
import type { Phantom } from '../draw-phantom.js';
import { channelsOf } from '../findings/finding.js';
import { maskOf } from '../render/masks.js';

/** A small picture with the outlines of some masks: three bytes (RGB) per pixel. */
export interface Thumbnail {
  readonly side: number;
  readonly rgb: Uint8Array;
}

type Colour = readonly [number, number, number];

const lungs: Colour = [90, 170, 255];
const heart: Colour = [255, 200, 80];
const found: readonly Colour[] = [
  [255, 80, 80],
  [80, 255, 140],
  [255, 90, 255],
  [255, 160, 40],
  [90, 255, 255],
];

/** The film on the left, the same film with outlines of lungs, heart and findings on the right. */
export async function thumbnailOf(phantom: Phantom, side: number): Promise<Thumbnail> {
  const small = Math.min(side, phantom.size);
  const grey = shrinkTo(phantom, small);
  const rgb = new Uint8Array(small * small * 2 * 3);
  for (let y = 0; y < small; y++) {
    for (let x = 0; x < small; x++) {
      const value = grey[y * small + x]!;
      for (const left of [0, small])
        rgb.fill(value, (y * 2 * small + left + x) * 3, (y * 2 * small + left + x) * 3 + 3);
    }
  }
  const outline = (channel: number, colour: Colour): void => {
    const values = unpackMask(maskOf(phantom.masks, channel));
    const scale = phantom.size / small;
    const at = (x: number, y: number): number =>
      values[
        Math.min(phantom.size - 1, Math.floor((y + 0.5) * scale)) * phantom.size +
          Math.min(phantom.size - 1, Math.floor((x + 0.5) * scale))
      ]!;
    for (let y = 0; y + 1 < small; y++) {
      for (let x = 0; x + 1 < small; x++) {
        const here = at(x, y);
        if (here !== at(x + 1, y) || here !== at(x, y + 1))
          rgb.set(colour, (y * 2 * small + small + x) * 3);
      }
    }
  };
  outline(channelOf('right lung'), lungs);
  outline(channelOf('left lung'), lungs);
  outline(channelOf('heart'), heart);
  phantom.findings.forEach((finding, i) => {
    for (const channel of channelsOf(finding)) outline(channel, found[i % found.length]!);
  });
  return { side: small, rgb };
}

function shrinkTo({ pixels, size }: Phantom, small: number): Uint8Array {
  const sum = new Float64Array(small * small);
  const count = new Uint32Array(small * small);
  for (let y = 0, i = 0; y < size; y++) {
    const row = Math.floor((y * small) / size) * small;
    for (let x = 0; x < size; x++, i++) {
      const at = row + Math.floor((x * small) / size);
      sum[at]! += pixels[i]!;
      count[at]! += 1;
    }
  }
  return Uint8Array.from(sum, (value, at) => value / count[at]! / 16);
}
