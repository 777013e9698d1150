// SPDX-License-Identifier: Apache-2.0
import type { CallContext } from '@asarg/service-kit';
import type { Datatype } from './datatype.js';
import type { RawTensor } from './raw-tensor.js';

/** A tensor that a model takes or gives. */
export interface TensorDescription {
  readonly name: string;
  /** Datatypes it may have; the metadata, which has room for one, names the first. */
  readonly datatypes: readonly [Datatype, ...Datatype[]];
  /** Dimensions, outermost first; -1 where any size is possible. */
  readonly shape: readonly number[];
  /** Whether an input may come with a leading dimension of 1 beyond `shape`. @default false */
  readonly batchOfOne?: boolean;
}

/** One request, checked against the model's description. */
export interface InferenceCall {
  /** Every input of the model by name; a leading dimension of 1 is gone. */
  readonly inputs: ReadonlyMap<string, RawTensor>;
  /** Names of the outputs wanted, in the order of the request, or of the model if all are. */
  readonly outputs: readonly string[];
}

/** What answers behind the protocol. */
export interface OpenInferenceModel {
  readonly name: string;
  /** The one version there is; an empty version in a request means it. */
  readonly version: string;
  /** What runs the model. */
  readonly platform: string;
  readonly inputs: readonly TensorDescription[];
  readonly outputs: readonly TensorDescription[];
  /** What else there is to say of the model. */
  readonly properties: Readonly<Record<string, string>>;
  /** Who serves it. */
  readonly server: { readonly name: string; readonly version: string };
  /** Whether it can infer now. */
  ready(): boolean;
  /**
   * Runs once.
   * @returns one tensor for each output wanted.
   * @throws ServiceFailure with the status that the caller is to get.
   */
  infer(call: InferenceCall, context: CallContext): Promise<readonly RawTensor[]>;
}
