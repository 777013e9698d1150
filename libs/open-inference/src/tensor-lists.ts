// SPDX-License-Identifier: Apache-2.0
import type { InferParameter, InferTensorContents } from '@asarg/contracts';
import { parseDatatype } from './datatype.js';
import { checkRawSize, elementCount, invalid, type RawTensor } from './raw-tensor.js';
import { bytesOfContents, hasElements } from './typed-contents.js';

/** A tensor of a request or a response, as the generated types have it. */
export interface TensorMessage {
  readonly name: string;
  readonly datatype: string;
  readonly shape: number[];
  readonly parameters: Record<string, InferParameter>;
  readonly contents: InferTensorContents | undefined;
}

/**
 * The tensors of a request or a response, with raw or typed contents. Raw bytes are not copied, and
 * nothing of a tensor's size is allocated before its contents are found to have that size.
 * @param side what the tensors are, for errors.
 * @throws OpenInferenceError for a name twice, an unknown datatype, a shape that is none, raw and
 * typed contents side by side, and contents that do not fit shape and datatype.
 */
export function readTensors(
  side: 'input' | 'output',
  messages: readonly TensorMessage[],
  rawContents: readonly Uint8Array[],
): RawTensor[] {
  const raw = rawContents.length > 0;
  if (raw && rawContents.length !== messages.length) {
    const expected = `raw_${side}_contents of ${messages.length} entries, one for each ${side}`;
    throw invalid(`expected ${expected}, found ${rawContents.length}`);
  }
  const seen = new Set<string>();
  return messages.map((message, index) => {
    const { name, shape, contents } = message;
    const of = `${side} '${name.slice(0, 64)}'`;
    if (seen.has(name)) throw invalid(`expected each ${side} once, found ${of} twice`);
    seen.add(name);
    const head = { name, datatype: parseDatatype(message.datatype, of), shape };
    if (!raw) {
      return { ...head, bytes: typedBytes(head, contents, of) };
    }
    if (contents && hasElements(contents)) {
      throw invalid(`${of}: expected no typed contents beside raw_${side}_contents, found some`);
    }
    const tensor = { ...head, bytes: rawContents[index]! };
    checkRawSize(tensor, of);
    return tensor;
  });
}

/** The messages of tensors, and their raw contents in the same order. */
export function writeTensors(tensors: readonly RawTensor[]): {
  readonly messages: TensorMessage[];
  readonly rawContents: Uint8Array[];
} {
  return {
    messages: tensors.map(({ name, datatype, shape, parameters = {} }) => ({
      name,
      datatype,
      shape: [...shape],
      parameters: Object.fromEntries(
        Object.entries(parameters).map(([key, value]) => [key, parameterOf(value)]),
      ),
      contents: undefined,
    })),
    rawContents: tensors.map(({ bytes }) => bytes),
  };
}

/** A value as a parameter; numbers travel as doubles. */
export function parameterOf(value: boolean | number | string): InferParameter {
  switch (typeof value) {
    case 'boolean':
      return { parameterChoice: { $case: 'boolParam', value } };
    case 'number':
      return { parameterChoice: { $case: 'doubleParam', value } };
    case 'string':
      return { parameterChoice: { $case: 'stringParam', value } };
  }
}

function typedBytes(
  head: Pick<RawTensor, 'datatype' | 'shape'>,
  contents: InferTensorContents | undefined,
  of: string,
): Uint8Array {
  if (contents) return bytesOfContents(head, contents, of);
  if (elementCount(head.shape, of) > 0) {
    throw invalid(`${of}: expected typed or raw contents, found none`);
  }
  return new Uint8Array();
}
