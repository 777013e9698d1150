// SPDX-License-Identifier: Apache-2.0
import type {
  ModelInferResponse,
  ModelMetadataResponse,
  ModelMetadataResponse_TensorMetadata,
} from '@asarg/contracts';
import { MeshError } from '@asarg/mesh-client';
import type { NamedArray } from '@asarg/runtime';
import { datatypeOf } from './datatype.js';
import { fits } from './fits.js';
import { namedArrayOf } from './named-array-of.js';
import { OpenInferenceError } from './open-inference-error.js';
import type { RawTensor } from './raw-tensor.js';
import { readTensors } from './tensor-lists.js';

/** A tensor of a remote model. */
export interface RemoteTensor {
  /** As the server names it, one that cannot be read included. */
  readonly datatype: string;
  /** Dimensions, outermost first; -1 where any size is possible. */
  readonly shape: readonly number[];
}

/** What a server says that its model takes and gives, by name. */
export interface RemoteTensors {
  readonly inputs: ReadonlyMap<string, RemoteTensor>;
  readonly outputs: ReadonlyMap<string, RemoteTensor>;
}

/** What a run is checked against. */
export interface RunExpectation {
  readonly described: RemoteTensors | undefined;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly address: string;
}

/**
 * The tensors of a model's metadata; undefined if they list none.
 * @throws MeshError DATA_LOSS for a name twice.
 */
export function remoteTensorsOf(
  { inputs, outputs }: ModelMetadataResponse,
  address: string,
): RemoteTensors | undefined {
  if (inputs.length === 0 && outputs.length === 0) return undefined;
  return { inputs: byName(inputs, 'inputs'), outputs: byName(outputs, 'outputs') };

  function byName(
    tensors: readonly ModelMetadataResponse_TensorMetadata[],
    what: string,
  ): Map<string, RemoteTensor> {
    const named = new Map(tensors.map(({ name, datatype, shape }) => [name, { datatype, shape }]));
    if (named.size !== tensors.length) {
      const found = tensors.map(({ name }) => name).join(', ');
      throw new MeshError(
        'DATA_LOSS',
        `expected ${what} of different names, found ${found}`,
        address,
      );
    }
    return named;
  }
}

/** @throws MeshError INVALID_ARGUMENT unless the feeds and fetches are those of the model. */
export function checkFeeds(
  feeds: Readonly<Record<string, NamedArray>>,
  fetches: readonly string[],
  { described, inputs, outputs, address }: RunExpectation,
): void {
  const refuse = (details: string): never => {
    throw new MeshError('INVALID_ARGUMENT', details, address);
  };
  const fed = Object.keys(feeds);
  if (fed.length !== inputs.length || !inputs.every((name) => fed.includes(name))) {
    refuse(`expected feeds for (${inputs.join(', ')}), found (${fed.join(', ')})`);
  }
  const unknown = fetches.filter((name) => !outputs.includes(name));
  if (unknown.length > 0) {
    refuse(`expected outputs of (${outputs.join(', ')}), found ${unknown.join(', ')}`);
  }
  for (const [name, { dtype, shape }] of Object.entries(feeds)) {
    const expected = described?.inputs.get(name);
    const datatype = datatypeOf(dtype);
    if (expected && !(expected.datatype === datatype && fits(shape, expected.shape))) {
      refuse(`input '${name}': expected ${form(expected)}, found ${form({ datatype, shape })}`);
    }
  }
}

/**
 * The outputs wanted of an answer; others that the model has are left out.
 * @throws MeshError DATA_LOSS if one is missing, or is not of the datatype and shape described, if
 * there is one that was not described, and for tensors that break the protocol's rules.
 */
export function readAnswer(
  { outputs, rawOutputContents }: ModelInferResponse,
  wanted: readonly string[],
  described: RemoteTensors | undefined,
  address: string,
): Record<string, NamedArray> {
  const refuse = (details: string): never => {
    throw new MeshError('DATA_LOSS', details, address);
  };
  try {
    const tensors = readTensors('output', outputs, rawOutputContents);
    tensors.forEach((tensor) => checkOutput(tensor, described, refuse));
    return Object.fromEntries(
      wanted.map((name) => {
        const tensor = tensors.find((output) => output.name === name);
        const found = tensors.map((output) => output.name).join(', ') || 'none';
        return [
          name,
          tensor ? namedArrayOf(tensor) : refuse(`expected output '${name}', found ${found}`),
        ];
      }),
    );
  } catch (error) {
    if (error instanceof OpenInferenceError) {
      throw new MeshError('DATA_LOSS', error.message, address, { cause: error });
    }
    throw error;
  }
}

function checkOutput(
  tensor: RawTensor,
  described: RemoteTensors | undefined,
  refuse: (details: string) => never,
): void {
  if (!described) return;
  const { name, datatype, shape } = tensor;
  const expected = described.outputs.get(name);
  if (!expected) {
    const known = [...described.outputs.keys()].join(', ');
    return refuse(`expected outputs of (${known}), found '${name.slice(0, 64)}'`);
  }
  if (datatype !== expected.datatype || !fits(shape, expected.shape)) {
    refuse(`output '${name}': expected ${form(expected)}, found ${form(tensor)}`);
  }
  return undefined;
}

function form({ datatype, shape }: RemoteTensor): string {
  return `${datatype} [${shape}]`;
}
