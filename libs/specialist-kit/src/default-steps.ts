// SPDX-License-Identifier: Apache-2.0
import { applyPixelProfile, type ModelFrame } from '@asarg/imaging';
import type { SpecialistManifest } from '@asarg/model-bundle';
import type { NamedArray } from '@asarg/runtime';
import type { Tensor } from '@asarg/tensor';
import { deriveOutputs, isDerived } from './derive/derive-outputs.js';
import { outputAffine, outputForm } from './output-form.js';
import type { Postprocessed, PostprocessContext, Preprocessed } from './specialist-steps.js';

/**
 * Applies the bundle's pixel profile and feeds the result, [1, channels, height, width] unless the
 * profile has another layout, to its input.
 * @throws ImagingError `unsupported` for a profile that is not known.
 */
export function preprocessByProfile(frame: ModelFrame, manifest: SpecialistManifest): Preprocessed {
  const { id, width, height, ...settings } = manifest.pixelProfile;
  const { data, shape, ...place } = applyPixelProfile(id, frame, width, height, settings);
  const image: NamedArray = { dtype: 'float32', shape, data };
  return { feeds: { [manifest.input]: image }, ...place };
}

/**
 * Each output that the network gave, under the name, type and shape of the bundle's manifest, and
 * those that the manifest makes of them, with statistics of their masks.
 * @throws Error if an output's type or shape is not that of the manifest.
 */
export function postprocessByManifest(
  outputs: Readonly<Record<string, NamedArray>>,
  { manifest, affine: inputAffine, content, wanted }: PostprocessContext,
): Postprocessed {
  const tensors = new Map<string, Tensor>();
  for (const output of manifest.outputs.filter((one) => !isDerived(one))) {
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
  const { width, height } = manifest.pixelProfile;
  const derived = deriveOutputs(
    manifest.outputs
      .filter(isDerived)
      .filter(({ name, dtype }) => dtype === 'bit' || (wanted?.includes(name) ?? true)),
    outputs,
    manifest,
    { affine: inputAffine, content: content ?? { x0: 0, y0: 0, x1: width, y1: height } },
  );
  const { statistics } = derived;
  const made = new Map([...tensors, ...derived.tensors]);
  const inOrder = manifest.outputs.flatMap(({ name }) => {
    const tensor = made.get(name);
    return tensor ? ([[name, tensor]] as const) : [];
  });
  return { tensors: new Map(inOrder), ...(statistics && { statistics }) };
}
