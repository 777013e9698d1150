// SPDX-License-Identifier: Apache-2.0

/** `steps.ts` of a new bundle: does what the manifest says, with a place for more on both sides. */
export const stepsTemplate = `// Code of this specialist around its network. Each export is optional; what is left out is done as
// manifest.json says. Serve with \`--steps\`. Types only: Node strips them, nothing is compiled.
import {
  postprocessByManifest,
  preprocessByProfile,
  type ModelFrame,
  type NamedArray,
  type Postprocessed,
  type PostprocessContext,
  type Preprocessed,
  type SpecialistManifest,
} from '@asarg/specialist-kit';

/** Before the network: from the film (grey pixels, MONOCHROME2) to what the network is fed. */
export function preprocess(frame: ModelFrame, manifest: SpecialistManifest): Preprocessed {
  return preprocessByProfile(frame, manifest);
}

/** Names of the network's outputs that \`postprocess\` needs whatever was asked for. */
export const needs: readonly string[] = [];

/** After the network: from what it gave to tensors by output name, and statistics of masks. */
export function postprocess(
  outputs: Readonly<Record<string, NamedArray>>,
  context: PostprocessContext,
): Postprocessed {
  return postprocessByManifest(outputs, context);
}
`;
