// SPDX-License-Identifier: Apache-2.0
import { InferTensorContents } from '@asarg/contracts';
import { bytesOf, elementsOf } from './aligned.js';
import { contentsField, type Datatype } from './datatype.js';
import { elementCount, invalid, type RawTensor } from './raw-tensor.js';

/** What of a tensor is known before its elements are. */
type TensorHead = Pick<RawTensor, 'datatype' | 'shape'>;

const fields = Object.keys(InferTensorContents.create()) as (keyof InferTensorContents)[];

const integerTypes = {
  UINT8: Uint8Array,
  UINT16: Uint16Array,
  UINT32: Uint32Array,
  INT8: Int8Array,
  INT16: Int16Array,
  INT32: Int32Array,
} as const;

/**
 * The raw bytes of typed contents.
 * @param of whose they are, for the error.
 * @throws OpenInferenceError if they are in the field of another datatype, if there are not as many
 * as the shape says, and if an integer does not fit its datatype.
 */
export function bytesOfContents(
  { datatype, shape }: TensorHead,
  contents: InferTensorContents,
  of: string,
): Uint8Array {
  const field = contentsField(datatype);
  if (!field) throw invalid(`${of}: expected raw contents for ${datatype}, found typed contents`);
  const other = fields.find((name) => name !== field && contents[name].length > 0);
  if (other) {
    throw invalid(`${of}: expected ${wire(field)} for ${datatype}, found ${wire(other)}`);
  }
  const expected = elementCount(shape, of);
  const found = contents[field].length;
  if (found !== expected) {
    const wanted = `${expected} elements in ${wire(field)} for shape [${shape}]`;
    throw invalid(`${of}: expected ${wanted}, found ${found}`);
  }
  return read(datatype, contents, of);
}

/** A tensor's elements as typed contents; undefined for FP16 and BF16, which have none. */
export function contentsOf({ datatype, bytes }: RawTensor): InferTensorContents | undefined {
  const field = contentsField(datatype);
  return field && InferTensorContents.fromPartial({ [field]: write(datatype, bytes) });
}

/** Whether there are elements of any datatype; some clients send the empty message. */
export function hasElements(contents: InferTensorContents): boolean {
  return fields.some((name) => contents[name].length > 0);
}

function read(datatype: Datatype, contents: InferTensorContents, of: string): Uint8Array {
  switch (datatype) {
    case 'BOOL':
      return Uint8Array.from(contents.boolContents, Number);
    case 'INT64':
      return bytesOf(BigInt64Array.from(contents.int64Contents, BigInt));
    case 'UINT64':
      return bytesOf(BigUint64Array.from(contents.uint64Contents, BigInt));
    case 'FP32':
      return bytesOf(Float32Array.from(contents.fp32Contents));
    case 'FP64':
      return bytesOf(Float64Array.from(contents.fp64Contents));
    case 'UINT8':
    case 'UINT16':
    case 'UINT32':
      return integers(datatype, contents.uintContents, of);
    case 'INT8':
    case 'INT16':
    case 'INT32':
      return integers(datatype, contents.intContents, of);
    case 'FP16':
    case 'BF16':
      throw invalid(`${of}: expected raw contents for ${datatype}, found typed contents`);
  }
}

function integers(
  datatype: keyof typeof integerTypes,
  values: readonly number[],
  of: string,
): Uint8Array {
  const elements = integerTypes[datatype].from(values);
  const at = values.findIndex((value, index) => elements[index] !== value);
  if (at >= 0) {
    throw invalid(`${of}: expected values that ${datatype} can hold, found another at ${at}`);
  }
  return bytesOf(elements);
}

function write(datatype: Datatype, bytes: Uint8Array): (boolean | number | string)[] {
  switch (datatype) {
    case 'BOOL':
      return Array.from(bytes, (byte) => byte !== 0);
    case 'INT64':
      return Array.from(elementsOf(BigInt64Array, bytes), String);
    case 'UINT64':
      return Array.from(elementsOf(BigUint64Array, bytes), String);
    case 'FP32':
      return [...elementsOf(Float32Array, bytes)];
    case 'FP64':
      return [...elementsOf(Float64Array, bytes)];
    case 'FP16':
    case 'BF16':
      return [];
    default:
      return [...elementsOf<Iterable<number>>(integerTypes[datatype], bytes)];
  }
}

/** A field's name as the protocol has it. */
function wire(field: string): string {
  return field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
