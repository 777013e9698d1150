// SPDX-License-Identifier: Apache-2.0
import type { BitMask } from '@asarg/tensor';
import { catalogueClasses } from '../catalogue.js';
import type { Slab } from '../geometry/slab.js';

/** The masks of all classes of the catalogue, bit-packed, in the order of their channels. */
export interface MaskSet {
  readonly size: number;
  /** Bytes per row. */
  readonly stride: number;
  /** All masks, one after the other: the `bit` tensor [classes, size, size] of libs/tensor. */
  readonly bits: Uint8Array;
}

export function createMaskSet(size: number): MaskSet {
  const stride = (size + 7) >> 3;
  return { size, stride, bits: new Uint8Array(catalogueClasses.length * stride * size) };
}

/** The mask of one channel, as a view. */
export function maskOf({ size, stride, bits }: MaskSet, channel: number): BitMask {
  const bytes = stride * size;
  return {
    width: size,
    height: size,
    bits: bits.subarray(channel * bytes, (channel + 1) * bytes),
  };
}

/** Sets a pixel, by its row-major index, in each of the channels. */
export function mark(masks: MaskSet, channels: readonly number[], pixel: number): void {
  const { size, stride, bits } = masks;
  const row = (pixel / size) | 0;
  const column = pixel - row * size;
  const at = row * stride + (column >> 3);
  for (let i = 0; i < channels.length; i++) {
    bits[channels[i]! * stride * size + at]! |= 1 << (column & 7);
  }
}

/** Sets every ray that hits a slab, in each of the channels. */
export function markSlab(masks: MaskSet, channels: readonly number[], slab: Slab): void {
  const { size, stride, bits } = masks;
  const { left, top, width, height, enter, exit } = slab;
  for (let row = 0, at = 0; row < height; row++) {
    const start = (top + row) * stride;
    for (let x = left; x < left + width;) {
      const byte = start + (x >> 3);
      let hits = 0;
      for (const end = Math.min(left + width, (x | 7) + 1); x < end; x++, at++) {
        if (exit[at]! > enter[at]!) hits |= 1 << (x & 7);
      }
      if (hits === 0) continue;
      for (let i = 0; i < channels.length; i++) bits[channels[i]! * stride * size + byte]! |= hits;
    }
  }
}

/** Adds every pixel of some channels to another. */
export function unite(masks: MaskSet, into: number, from: readonly number[]): void {
  const target = maskOf(masks, into).bits;
  for (const channel of from) {
    const source = maskOf(masks, channel).bits;
    for (let i = 0; i < target.length; i++) target[i]! |= source[i]!;
  }
}
