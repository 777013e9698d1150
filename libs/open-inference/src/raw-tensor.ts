// SPDX-License-Identifier: Apache-2.0
import { elementBytes, type Datatype } from './datatype.js';
import { OpenInferenceError } from './open-inference-error.js';

/** A value that goes beside a tensor or a response. */
export type ParameterValue = boolean | number | string;

/** A tensor as it travels: little-endian, row-major, without padding. */
export interface RawTensor {
  readonly name: string;
  readonly datatype: Datatype;
  /** Dimensions, outermost first; empty for a scalar. */
  readonly shape: readonly number[];
  /** As many bytes as datatype and shape say. */
  readonly bytes: Uint8Array;
  /** Values beside the tensor; numbers travel as doubles. @default none */
  readonly parameters?: Readonly<Record<string, ParameterValue>>;
}

const maxRank = 8;

/**
 * Elements of a shape; 1 for a scalar.
 * @param of whose shape it is, for the error.
 * @throws OpenInferenceError for more than 8 dimensions, a dimension below 0, 2^53 elements.
 */
export function elementCount(shape: readonly number[], of: string): number {
  if (shape.length > maxRank) {
    throw invalid(`${of}: expected at most ${maxRank} dimensions, found ${shape.length}`);
  }
  const count = shape.reduce((total, size) => total * size, 1);
  const whole = shape.every((size) => Number.isSafeInteger(size) && size >= 0);
  if (!whole || !Number.isSafeInteger(count)) {
    throw invalid(`${of}: expected dimensions >= 0 of fewer than 2^53 elements, found [${shape}]`);
  }
  return count;
}

/** @throws OpenInferenceError unless there are as many bytes as datatype and shape say. */
export function checkRawSize(
  { datatype, shape, bytes }: Omit<RawTensor, 'name'>,
  of: string,
): void {
  const expected = elementCount(shape, of) * elementBytes(datatype);
  if (bytes.byteLength !== expected) {
    throw invalid(
      `${of}: expected ${expected} bytes for ${datatype} [${shape}], found ${bytes.byteLength}`,
    );
  }
}

/** The error of tensors that break a rule. */
export function invalid(message: string): OpenInferenceError {
  return new OpenInferenceError('INVALID_ARGUMENT', message);
}
