// SPDX-License-Identifier: Apache-2.0
import { applyPixelProfile, type ModelFrame } from '@asarg/imaging';
import type { SpecialistManifest } from '@asarg/model-bundle';
import type { NamedArray } from '@asarg/runtime';
import type { Tensor } from '@asarg/tensor';
import { outputAffine, outputForm } from './output-form.js';
import type { Postprocessed, PostprocessContext, Preprocessed } from './specialist-steps.js';

/**
 * Applies the bundle's pixel profile and feeds the result, [1, 1, height, width], to its input.
 * @throws ImagingError `unsupported` for a profile that is not known.
 */
export function preprocessByProfile(frame: ModelFrame, manifest: SpecialistManifest): Preprocessed {
  const { id, width, height } = manifest.pixelProfile;
  const { data, affine } = applyPixelProfile(id, frame, width, height);
  const image: NamedArray = { dtype: 'float32', shape: [1, 1, height, width], data };
  return { feeds: { [manifest.input]: image }, affine };
}

/**
 * Each output that the network gave, under the name, type and shape of the bundle's manifest.
 * @throws Error if an output's type or shape is not that of the manifest.
 */
export function postprocessByManifest(
  outputs: Readonly<Record<string, NamedArray>>,
  { manifest, affine: inputAffine }: PostprocessContext,
): Postprocessed {
  const tensors = new Map<string, Tensor>();
  for (const output of manifest.outputs) {
    const array = outputs[output.name];
    if (array === undefined) {
      continue;
    }
    const { name, dtype, shape } = output;
    const found = `${array.dtype} [${array.shape}]`;
    const expected = `${dtype} [${[1, ...shape]}]`;
    if (found !== expected) {
      throw new Error(`output '${name}' of the network: expected ${expected}, found ${found}`);
    }
    const form = outputForm(output, manifest.pixelProfile);
    const affine = outputAffine(output, form, manifest.pixelProfile, inputAffine);
    const { buffer, byteOffset, byteLength } = array.data;
    const data = new Uint8Array(buffer, byteOffset, byteLength);
    tensors.set(name, { name, ...form, data, ...(affine && { affine }) });
  }
  return { tensors };
}
