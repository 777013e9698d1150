// SPDX-License-Identifier: Apache-2.0
import type { GridArea } from '@asarg/imaging';
import type { BundleOutput, OutputSource, SpecialistManifest } from '@asarg/model-bundle';
import type { Affine } from '@asarg/tensor';
import type { GraphMaps } from './graph-maps.js';
import { logSums, peaksOf, type PixelPeaks } from './probabilities.js';

/** An output that is made of one of the graph's. */
export type DerivedOutput = BundleOutput & { readonly from: OutputSource };

/** Where the frame lies in the network's input. */
export interface InputPlace {
  /** Input grid to frame. */
  readonly affine: Affine;
  /** Part of the input grid that the frame covers. */
  readonly content: GridArea;
}

/** The maps of one output of the graph, and what is made of all channels, once, if asked for. */
export interface MapSource {
  readonly maps: GraphMaps;
  readonly peaks: () => PixelPeaks;
  readonly logSum: () => Float32Array;
}

export function mapSource(maps: GraphMaps): MapSource {
  let peaks: PixelPeaks | undefined;
  let logSum: Float32Array | undefined;
  const source: MapSource = {
    maps,
    peaks: () => (peaks ??= peaksOf(maps)),
    logSum: () => (logSum ??= logSums(maps, source.peaks())),
  };
  return source;
}

/**
 * The graph's channels that are an output's, in its order.
 * @throws Error if the graph has others.
 */
export function channelsOf({ name, feature, shape, from }: DerivedOutput, found: number): number[] {
  const { channels, background } = from;
  const kept =
    channels ??
    Array.from({ length: found }, (_, channel) => channel).filter(
      (channel) => channel !== background,
    );
  const count = feature === 'PATCH_TOKENS' ? shape.at(-1)! : shape[0]!;
  const least = Math.max(...kept, background ?? 0) + 1;
  if (kept.length !== count || least > found) {
    const expected = channels ? `at least ${least}` : count + Number(background !== undefined);
    throw new Error(
      `output '${name}': expected ${expected} channels in '${from.output}' of the network, found ${found}`,
    );
  }
  return kept;
}

/** The part of a map that the frame covers, in pixels of the map. */
export function contentOf(
  { rows, columns }: GraphMaps,
  { content: { x0, y0, x1, y1 } }: InputPlace,
  { width, height }: SpecialistManifest['pixelProfile'],
): GridArea {
  const [across, down] = [columns / width, rows / height];
  return { x0: x0 * across, y0: y0 * down, x1: x1 * across, y1: y1 * down };
}

/** @throws Error unless what was made has the shape declared. */
export function checkShape({ name, shape, from }: DerivedOutput, found: readonly number[]): void {
  if (found.join() !== shape.join()) {
    throw new Error(
      `output '${name}': expected [${shape}] of '${from.output}' of the network, found [${found}]`,
    );
  }
}
