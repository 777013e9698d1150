// SPDX-License-Identifier: Apache-2.0
import type { GreyPixels } from './radiograph.js';

interface Taps {
  /** First input sample of each output sample. */
  readonly first: Int32Array;
  /** Input samples of each output sample. */
  readonly count: Int32Array;
  /** Weights, `stride` per output sample, adding up to 1. */
  readonly weights: Float64Array;
  readonly stride: number;
}

/**
 * Area resampling in float64, along x first: output sample o is the coverage-weighted mean of the
 * input over [o * in / out, (o + 1) * in / out). Works in both directions.
 */
export function areaResample(
  pixels: GreyPixels,
  width: number,
  height: number,
  outWidth: number,
  outHeight: number,
): Float64Array {
  const across = taps(width, outWidth);
  const down = taps(height, outHeight);
  const out = new Float64Array(outWidth * outHeight);
  const row = new Float64Array(outWidth);
  let rowOf = -1;
  for (let o = 0; o < outHeight; o++) {
    for (let t = 0; t < down.count[o]!; t++) {
      const y = down.first[o]! + t;
      // Neighbours share the input row that lies across their border.
      if (y !== rowOf) resampleRow(pixels, y * width, across, row);
      rowOf = y;
      const weight = down.weights[o * down.stride + t]!;
      for (let x = 0, at = o * outWidth; x < outWidth; x++, at++) out[at]! += row[x]! * weight;
    }
  }
  return out;
}

function resampleRow(pixels: GreyPixels, from: number, across: Taps, row: Float64Array): void {
  const { first, count, weights, stride } = across;
  for (let o = 0; o < row.length; o++) {
    let sum = 0;
    const start = from + first[o]!;
    for (let t = 0, tap = o * stride; t < count[o]!; t++, tap++) {
      sum += pixels[start + t]! * weights[tap]!;
    }
    row[o] = sum;
  }
}

function taps(sizeIn: number, sizeOut: number): Taps {
  const stride = Math.ceil(sizeIn / sizeOut) + 2;
  const first = new Int32Array(sizeOut);
  const count = new Int32Array(sizeOut);
  const weights = new Float64Array(sizeOut * stride);
  for (let o = 0; o < sizeOut; o++) {
    const low = (o * sizeIn) / sizeOut;
    const high = ((o + 1) * sizeIn) / sizeOut;
    first[o] = Math.floor(low);
    let total = 0;
    for (let i = first[o]!; i < sizeIn && i < high; i++) {
      const cover = Math.min(high, i + 1) - Math.max(low, i);
      weights[o * stride + count[o]!] = cover;
      count[o]!++;
      total += cover;
    }
    for (let t = 0; t < count[o]!; t++) weights[o * stride + t]! /= total;
  }
  return { first, count, weights, stride };
}
