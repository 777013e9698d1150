// SPDX-License-Identifier: Apache-2.0
import type { GridArea } from '@asarg/imaging';
import type { BitMask } from '@asarg/tensor';
import type { GraphMaps } from './graph-maps.js';
import type { Activation, PixelPeaks } from './probabilities.js';

/** The value above which the probability is above a threshold; for softmax, less the log sum. */
export function cutOf(activation: Activation, threshold: number): number {
  switch (activation) {
    case 'none':
      return threshold;
    case 'sigmoid':
      return Math.log(threshold / (1 - threshold));
    case 'softmax':
      return Math.log(threshold);
  }
}

/**
 * A mask per channel: the pixels of the frame whose value, less `offset` at the pixel if there is
 * one, is above `cut`. Padding is in no mask.
 */
export function masksAbove(
  maps: GraphMaps,
  channels: readonly number[],
  content: GridArea,
  cut: number,
  offset?: Float32Array,
): BitMask[] {
  const { rows, columns, values } = maps;
  const { x0, y0, x1, y1 } = pixelsInside(content, maps);
  const masks = emptyMasks(channels.length, maps);
  const stride = (columns + 7) >> 3;
  for (let k = 0; k < channels.length; k++) {
    const { bits } = masks[k]!;
    const plane = channels[k]! * rows * columns;
    for (let y = y0; y < y1; y++) {
      const row = y * stride;
      for (let x = x0, i = y * columns + x0; x < x1; x++, i++) {
        const value = offset ? values[plane + i]! - offset[i]! : values[plane + i]!;
        if (value > cut) bits[row + (x >> 3)]! |= 1 << (x & 7);
      }
    }
  }
  return masks;
}

/** A mask per channel: the pixels of the frame where it is the first most probable of all. */
export function masksByArgmax(
  maps: GraphMaps,
  channels: readonly number[],
  content: GridArea,
  { winner }: PixelPeaks,
): BitMask[] {
  const { columns } = maps;
  const { x0, y0, x1, y1 } = pixelsInside(content, maps);
  const masks = emptyMasks(channels.length, maps);
  const classOf = new Int32Array(maps.channels).fill(-1);
  for (let k = 0; k < channels.length; k++) classOf[channels[k]!] = k;
  const stride = (columns + 7) >> 3;
  for (let y = y0; y < y1; y++) {
    const row = y * stride;
    for (let x = x0, i = y * columns + x0; x < x1; x++, i++) {
      const k = classOf[winner[i]!]!;
      if (k >= 0) masks[k]!.bits[row + (x >> 3)]! |= 1 << (x & 7);
    }
  }
  return masks;
}

/** The pixels whose centres the frame covers. */
function pixelsInside({ x0, y0, x1, y1 }: GridArea, { rows, columns }: GraphMaps): GridArea {
  const first = (edge: number, size: number): number =>
    Math.max(0, Math.min(size, Math.ceil(edge - 0.5)));
  return {
    x0: first(x0, columns),
    y0: first(y0, rows),
    x1: first(x1, columns),
    y1: first(y1, rows),
  };
}

function emptyMasks(count: number, { rows, columns }: GraphMaps): BitMask[] {
  const bytes = ((columns + 7) >> 3) * rows;
  const all = new Uint8Array(count * bytes);
  return Array.from({ length: count }, (_, k) => ({
    width: columns,
    height: rows,
    bits: all.subarray(k * bytes, (k + 1) * bytes),
  }));
}
