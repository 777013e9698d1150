// SPDX-License-Identifier: Apache-2.0
import type { InferenceSession } from 'onnxruntime-node';
import { openInference, sessionOf } from './local-session.js';
import type { Session, SessionOptions } from './session.js';

/** What a network file says of an input or output. */
export interface NetworkValue {
  readonly name: string;
  /** Element type, such as float32; undefined if it is no tensor. */
  readonly type: string | undefined;
  /** Dimensions, batch included; those that the file leaves open are their names, or ''. */
  readonly shape: readonly (number | string)[];
}

/** A network and what its file says of it. */
export interface Network {
  readonly inputs: readonly NetworkValue[];
  readonly outputs: readonly NetworkValue[];
  /** In the calling thread, which its runs block. */
  readonly session: Session;
}

/**
 * Loads a network to look at it.
 * @throws as `createLocalSession` does.
 */
export async function openNetwork(options: SessionOptions): Promise<Network> {
  const inference = await openInference(options);
  return {
    inputs: inference.inputMetadata.map(networkValue),
    outputs: inference.outputMetadata.map(networkValue),
    session: sessionOf(inference),
  };
}

function networkValue(value: InferenceSession.ValueMetadata): NetworkValue {
  if (!value.isTensor) {
    return { name: value.name, type: undefined, shape: [] };
  }
  // Open dimensions without a name come as -1.
  const shape = value.shape.map((size) => (typeof size === 'number' && size < 1 ? '' : size));
  return { name: value.name, type: value.type, shape };
}
