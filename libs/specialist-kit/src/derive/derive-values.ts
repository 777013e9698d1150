// SPDX-License-Identifier: Apache-2.0
import type { GridArea } from '@asarg/imaging';
import type { SpecialistManifest } from '@asarg/model-bundle';
import type { NamedArray } from '@asarg/runtime';
import type { Affine, Tensor } from '@asarg/tensor';
import { floatsOf, halfBytes } from './graph-maps.js';
import {
  channelsOf,
  checkShape,
  contentOf,
  type DerivedOutput,
  type InputPlace,
  type MapSource,
} from './map-source.js';
import { maxPool, meanPool, poolPlan } from './pool-map.js';
import { channelProbabilities } from './probabilities.js';

/**
 * Probabilities or features of the graph's maps: [K, rows, columns], pooled if declared; [K] where
 * that is one pixel; as rows of tokens [rows * columns, K] for PATCH_TOKENS.
 */
export function deriveValues(
  output: DerivedOutput,
  source: MapSource,
  place: InputPlace,
  { pixelProfile }: SpecialistManifest,
): Tensor {
  const { activation, pool } = output.from;
  const { maps } = source;
  const channels = channelsOf(output, maps.channels);
  const content = contentOf(maps, place, pixelProfile);
  const logSum = activation === 'softmax' ? source.logSum() : undefined;
  const { rows, columns } = pool ?? maps;
  const cells = rows * columns;
  const plan = pool && poolPlan(content, maps, pool);
  const reduce = pool?.method === 'max' ? maxPool : meanPool;
  const values = new Float32Array(channels.length * cells);
  for (let k = 0; k < channels.length; k++) {
    const map = channelProbabilities(maps, channels[k]!, activation, logSum);
    const out = values.subarray(k * cells, (k + 1) * cells);
    if (plan) reduce(map, plan, out);
    else out.set(map);
  }
  if (output.feature === 'PATCH_TOKENS') {
    checkShape(output, [cells, channels.length]);
    return floatTensor(output, transposed(values, channels.length, cells));
  }
  const isVector = cells === 1 && output.shape.length === 1;
  checkShape(output, isVector ? [channels.length] : [channels.length, rows, columns]);
  const isSpatial = output.feature === 'SEGMENTATION' || output.feature === 'ACTIVATION_MAPS';
  const area = pool ? place.content : wholeOf(pixelProfile);
  const affine = isSpatial && !isVector ? cellAffine(place.affine, area, rows, columns) : undefined;
  return floatTensor(output, values, affine);
}

/** Tokens that the graph gives as [1, tokens, width]. */
export function deriveTokens(output: DerivedOutput, array: NamedArray): Tensor {
  checkShape(output, array.shape.slice(1));
  return floatTensor(output, floatsOf(array));
}

function floatTensor(
  { name, dtype, shape }: DerivedOutput,
  values: Float32Array,
  affine?: Affine,
): Tensor {
  const data =
    dtype === 'float16'
      ? halfBytes(values)
      : new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return { name, dtype, shape, data, ...(affine && { affine }) };
}

function transposed(values: Float32Array, channels: number, cells: number): Float32Array {
  const out = new Float32Array(values.length);
  for (let k = 0, from = 0; k < channels; k++) {
    for (let cell = 0, at = k; cell < cells; cell++, from++, at += channels) {
      out[at] = values[from]!;
    }
  }
  return out;
}

function wholeOf({ width, height }: SpecialistManifest['pixelProfile']): GridArea {
  return { x0: 0, y0: 0, x1: width, y1: height };
}

/** From equal cells over an area of the input grid to the frame. */
function cellAffine(
  { xx, xy, x0, yx, yy, y0 }: Affine,
  area: GridArea,
  rows: number,
  columns: number,
): Affine {
  const [across, down] = [(area.x1 - area.x0) / columns, (area.y1 - area.y0) / rows];
  return {
    xx: xx * across,
    xy: xy * down,
    x0: x0 + xx * area.x0 + xy * area.y0,
    yx: yx * across,
    yy: yy * down,
    y0: y0 + yx * area.x0 + yy * area.y0,
  };
}
