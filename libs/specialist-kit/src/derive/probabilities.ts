// SPDX-License-Identifier: Apache-2.0
import type { OutputSource } from '@asarg/model-bundle';
import type { GraphMaps } from './graph-maps.js';

/** What makes a probability of a value. */
export type Activation = OutputSource['activation'];

/** Greatest value over the channels, and the first channel that has it, per pixel. */
export interface PixelPeaks {
  readonly peak: Float32Array;
  readonly winner: Uint16Array;
}

/** Greatest value and its first channel for each pixel. */
export function peaksOf({ channels, rows, columns, values }: GraphMaps): PixelPeaks {
  const pixels = rows * columns;
  const peak = values.slice(0, pixels);
  const winner = new Uint16Array(pixels);
  for (let channel = 1, at = pixels; channel < channels; channel++) {
    for (let i = 0; i < pixels; i++, at++) {
      const value = values[at]!;
      if (value > peak[i]!) {
        peak[i] = value;
        winner[i] = channel;
      }
    }
  }
  return { peak, winner };
}

/** log(sum over the channels of exp(value)) per pixel: softmax is exp(value - that). */
export function logSums({ channels, values }: GraphMaps, { peak }: PixelPeaks): Float32Array {
  const pixels = peak.length;
  const sums = new Float64Array(pixels);
  for (let channel = 0, at = 0; channel < channels; channel++) {
    for (let i = 0; i < pixels; i++, at++) sums[i]! += Math.exp(values[at]! - peak[i]!);
  }
  const out = new Float32Array(pixels);
  for (let i = 0; i < pixels; i++) out[i] = peak[i]! + Math.log(sums[i]!);
  return out;
}

/**
 * The probabilities of one channel, per pixel.
 * @param logSum of all channels, for softmax.
 */
export function channelProbabilities(
  { rows, columns, values }: GraphMaps,
  channel: number,
  activation: Activation,
  logSum?: Float32Array,
): Float32Array {
  const pixels = rows * columns;
  const from = channel * pixels;
  if (activation === 'none') return values.subarray(from, from + pixels);
  const out = new Float32Array(pixels);
  if (activation === 'sigmoid') {
    for (let i = 0, at = from; i < pixels; i++, at++) out[i] = 1 / (1 + Math.exp(-values[at]!));
  } else {
    for (let i = 0, at = from; i < pixels; i++, at++) out[i] = Math.exp(values[at]! - logSum![i]!);
  }
  return out;
}
