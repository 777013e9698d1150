// SPDX-License-Identifier: Apache-2.0
import type { BitMask } from '@asarg/tensor';
import { catalogueClasses } from '../catalogue.js';

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

/** Adds every pixel of some channels to another. */
export function unite(masks: MaskSet, into: number, from: readonly number[]): void {
  const target = maskOf(masks, into).bits;
  for (const channel of from) {
    const source = maskOf(masks, channel).bits;
    for (let i = 0; i < target.length; i++) target[i]! |= source[i]!;
  }
}
