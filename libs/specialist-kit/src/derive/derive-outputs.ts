// SPDX-License-Identifier: Apache-2.0
import type { BundleOutput, SpecialistManifest } from '@asarg/model-bundle';
import type { NamedArray } from '@asarg/runtime';
import type { Tensor } from '@asarg/tensor';
import type { Postprocessed } from '../specialist-steps.js';
import { deriveMasks, type DerivedMasks } from './derive-masks.js';
import { deriveTokens, deriveValues } from './derive-values.js';
import { graphMaps } from './graph-maps.js';
import { mapSource, type DerivedOutput, type InputPlace, type MapSource } from './map-source.js';

/** Whether an output is made of one of the graph's. */
export function isDerived(output: BundleOutput): output is DerivedOutput {
  return output.from !== undefined;
}

/**
 * Outputs made of the graph's as declared, and statistics of the first that is masks. Outputs whose
 * source the graph did not give are left out.
 * @throws Error if an output of the graph does not have the channels or the size declared.
 */
export function deriveOutputs(
  outputs: readonly DerivedOutput[],
  arrays: Readonly<Record<string, NamedArray>>,
  manifest: SpecialistManifest,
  place: InputPlace,
): Postprocessed {
  const tensors = new Map<string, Tensor>();
  const sources = new Map<string, MapSource>();
  let first: DerivedMasks | undefined;
  for (const output of outputs) {
    const { name, from, dtype, feature } = output;
    const array = arrays[from.output];
    if (!array) {
      continue;
    }
    if (feature === 'PATCH_TOKENS' && array.shape.length === 3) {
      tensors.set(name, deriveTokens(output, array));
      continue;
    }
    const key = `${from.layout} ${from.output}`;
    const source = sources.get(key) ?? mapSource(graphMaps(array, from.layout, from.output));
    sources.set(key, source);
    if (dtype === 'bit') {
      const masks = deriveMasks(output, source, place, manifest);
      first ??= masks;
      tensors.set(name, masks.tensor);
    } else {
      tensors.set(name, deriveValues(output, source, place, manifest));
    }
  }
  return { tensors, ...(first && { statistics: first.statistics }) };
}
