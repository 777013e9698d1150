// SPDX-License-Identifier: Apache-2.0
import type { InferParameter, ModelInferRequest } from '@asarg/contracts';
import { ServiceFailure } from '@asarg/service-kit';
import { fits } from './fits.js';
import { OpenInferenceError } from './open-inference-error.js';
import type {
  InferenceCall,
  OpenInferenceModel,
  TensorDescription,
} from './open-inference-model.js';
import type { RawTensor } from './raw-tensor.js';
import { readTensors } from './tensor-lists.js';

/** Parameters that ask for what this service does not do, with the word for it. */
const unsupported: readonly (readonly [RegExp, string])[] = [
  [/^shared_memory_/, 'shared memory'],
  [/^sequence_/, 'sequences of requests'],
  [/^classification$/, 'classification of outputs'],
];

/**
 * A request as the model is to answer it.
 * @throws ServiceFailure NOT_FOUND for another model or version, INVALID_ARGUMENT for tensors that
 * the model does not take or outputs that it does not give, UNIMPLEMENTED for the protocol's
 * extensions.
 */
export function readInferRequest(
  request: ModelInferRequest,
  model: OpenInferenceModel,
): InferenceCall {
  requireModel(request.modelName, request.modelVersion, model);
  const { inputs, outputs } = request;
  for (const { parameters } of [request, ...inputs, ...outputs]) {
    refuseUnsupported(parameters);
  }
  const given = readInputs(request);
  requireNames('inputs', given, model.inputs);
  return {
    inputs: new Map(
      model.inputs.map((description) => [description.name, requireInput(given, description)]),
    ),
    outputs: wantedOutputs(outputs, model),
  };
}

/** @throws ServiceFailure NOT_FOUND unless the name and the version, if given, are the model's. */
export function requireModel(name: string, version: string, model: OpenInferenceModel): void {
  if (name !== model.name) {
    const found = `'${name.slice(0, 64)}'`;
    throw new ServiceFailure('NOT_FOUND', `expected model '${model.name}', found ${found}`);
  }
  if (version !== '' && version !== model.version) {
    const expected = `version '${model.version}' or none of model '${model.name}'`;
    throw new ServiceFailure('NOT_FOUND', `expected ${expected}, found '${version.slice(0, 64)}'`);
  }
}

function readInputs({ inputs, rawInputContents }: ModelInferRequest): RawTensor[] {
  try {
    return readTensors('input', inputs, rawInputContents);
  } catch (error) {
    if (error instanceof OpenInferenceError) {
      throw new ServiceFailure(error.code, error.message, { cause: error });
    }
    throw error;
  }
}

function refuseUnsupported(parameters: Readonly<Record<string, InferParameter>>): void {
  for (const name of Object.keys(parameters)) {
    const word = unsupported.find(([pattern]) => pattern.test(name))?.[1];
    if (word && !isUnset(parameters[name]!)) {
      const found = `parameter '${name.slice(0, 64)}'`;
      throw new ServiceFailure('UNIMPLEMENTED', `${word} is not supported here, found ${found}`);
    }
  }
}

/** Clients send the defaults of sequences along: 0, false and ''. */
function isUnset({ parameterChoice }: InferParameter): boolean {
  return !parameterChoice?.value;
}

function requireInput(given: readonly RawTensor[], description: TensorDescription): RawTensor {
  const { name, datatypes, shape, batchOfOne = false } = description;
  const tensor = given.find((input) => input.name === name)!;
  if (!datatypes.includes(tensor.datatype)) {
    const expected = datatypes.join(' or ');
    throw invalid(`input '${name}': expected datatype ${expected}, found ${tensor.datatype}`);
  }
  if (fits(tensor.shape, shape)) return tensor;
  if (batchOfOne && fits(tensor.shape, [1, ...shape])) {
    return { ...tensor, shape: tensor.shape.slice(1) };
  }
  const expected = batchOfOne ? `[${shape}] or [${[1, ...shape]}]` : `[${shape}]`;
  throw invalid(`input '${name}': expected shape ${expected}, found [${tensor.shape}]`);
}

function wantedOutputs(
  wanted: ModelInferRequest['outputs'],
  { outputs }: OpenInferenceModel,
): string[] {
  const known = outputs.map(({ name }) => name);
  const names = wanted.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw invalid(`expected outputs of (${known.join(', ')}), found ${quoted(unknown)}`);
  }
  return names.length === 0 ? known : [...new Set(names)];
}

function requireNames(
  what: string,
  given: readonly { readonly name: string }[],
  described: readonly TensorDescription[],
): void {
  const expected = described.map(({ name }) => name);
  const found = given.map(({ name }) => name);
  if (found.length !== expected.length || !expected.every((name) => found.includes(name))) {
    throw invalid(`expected ${what} (${expected.join(', ')}), found ${quoted(found) || 'none'}`);
  }
}

function quoted(names: readonly string[]): string {
  const shown = names.slice(0, 8).map((name) => `'${name.slice(0, 64)}'`);
  return shown.join(', ');
}

function invalid(message: string): ServiceFailure {
  return new ServiceFailure('INVALID_ARGUMENT', message);
}
