// SPDX-License-Identifier: Apache-2.0
import type { InferTensorContents } from '@asarg/contracts';
import type { ArrayDType } from '@asarg/runtime';
import { OpenInferenceError } from './open-inference-error.js';

/** Element types of the protocol whose elements are of one size: all but BYTES. */
export type Datatype =
  | 'BOOL'
  | 'UINT8'
  | 'UINT16'
  | 'UINT32'
  | 'UINT64'
  | 'INT8'
  | 'INT16'
  | 'INT32'
  | 'INT64'
  | 'FP16'
  | 'BF16'
  | 'FP32'
  | 'FP64';

interface DatatypeEntry {
  readonly bytes: number;
  /** The field of typed contents; FP16 and BF16 have none. */
  readonly contents?: keyof InferTensorContents;
}

const entries: Readonly<Record<Datatype, DatatypeEntry>> = {
  BOOL: { bytes: 1, contents: 'boolContents' },
  UINT8: { bytes: 1, contents: 'uintContents' },
  UINT16: { bytes: 2, contents: 'uintContents' },
  UINT32: { bytes: 4, contents: 'uintContents' },
  UINT64: { bytes: 8, contents: 'uint64Contents' },
  INT8: { bytes: 1, contents: 'intContents' },
  INT16: { bytes: 2, contents: 'intContents' },
  INT32: { bytes: 4, contents: 'intContents' },
  INT64: { bytes: 8, contents: 'int64Contents' },
  FP16: { bytes: 2 },
  BF16: { bytes: 2 },
  FP32: { bytes: 4, contents: 'fp32Contents' },
  FP64: { bytes: 8, contents: 'fp64Contents' },
};

const datatypesOfArrays: Readonly<Record<ArrayDType, Datatype>> = {
  bool: 'BOOL',
  uint8: 'UINT8',
  int8: 'INT8',
  uint16: 'UINT16',
  int16: 'INT16',
  int32: 'INT32',
  int64: 'INT64',
  float16: 'FP16',
  float32: 'FP32',
};

/** Every datatype that can be read. */
export const datatypes = Object.keys(entries) as readonly Datatype[];

/**
 * A datatype by the name that came over the wire.
 * @param of whose it is, for the error: "input 'x'".
 * @throws OpenInferenceError UNIMPLEMENTED for BYTES, INVALID_ARGUMENT for a name that is not known.
 */
export function parseDatatype(name: string, of: string): Datatype {
  if (Object.hasOwn(entries, name)) return name as Datatype;
  const expected = `${of}: expected a datatype of (${datatypes.join(', ')})`;
  const code = name === 'BYTES' ? 'UNIMPLEMENTED' : 'INVALID_ARGUMENT';
  throw new OpenInferenceError(code, `${expected}, found '${name.slice(0, 16)}'`);
}

/** Bytes of one element. */
export function elementBytes(datatype: Datatype): number {
  return entries[datatype].bytes;
}

/** The field of typed contents that holds a datatype; undefined for FP16 and BF16. */
export function contentsField(datatype: Datatype): keyof InferTensorContents | undefined {
  return entries[datatype].contents;
}

/** The datatype of an array. */
export function datatypeOf(dtype: ArrayDType): Datatype {
  return datatypesOfArrays[dtype];
}
