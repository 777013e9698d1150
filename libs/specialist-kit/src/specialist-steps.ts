// SPDX-License-Identifier: Apache-2.0
import type { ClassStatistic } from '@asarg/contracts';
import type { GridArea, ModelFrame } from '@asarg/imaging';
import type { SpecialistManifest } from '@asarg/model-bundle';
import type { NamedArray } from '@asarg/runtime';
import type { Affine, Tensor } from '@asarg/tensor';

/** What a network is fed, and where its input grid lies in the frame. */
export interface Preprocessed {
  /** One array per input, batch dimension of 1 included. */
  readonly feeds: Readonly<Record<string, NamedArray>>;
  /** Input grid to frame. */
  readonly affine: Affine;
  /** Part of the input grid that the frame covers. @default all of it */
  readonly content?: GridArea;
}

/** What postprocessing has to go by. */
export interface PostprocessContext {
  readonly manifest: SpecialistManifest;
  /** Input grid to frame, from preprocessing. */
  readonly affine: Affine;
  /** Part of the input grid that the frame covers, from preprocessing. @default all of it */
  readonly content?: GridArea;
  /** Names of the outputs asked for; others need not be made. @default all */
  readonly wanted?: readonly string[];
}

/** What a specialist answers with. */
export interface Postprocessed {
  /** Tensors by output name; those that were not asked for are not sent. */
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** Statistics of a segmenter's masks, in channel order. */
  readonly statistics?: readonly ClassStatistic[];
}

/**
 * Where a specialist differs from the kit: the exports of a module that the kit loads into the
 * worker thread of the network. Each is optional.
 */
export interface SpecialistSteps {
  /** @default the bundle's pixel profile, fed to the bundle's input */
  readonly preprocess?: (frame: ModelFrame, manifest: SpecialistManifest) => Preprocessed;
  /** @default every output as the manifest says, bit-packed masks as `bit` tensors */
  readonly postprocess?: (
    outputs: Readonly<Record<string, NamedArray>>,
    context: PostprocessContext,
  ) => Postprocessed;
  /** Outputs of the network that `postprocess` needs whatever was asked for. @default none */
  readonly needs?: readonly string[];
}
