// SPDX-License-Identifier: Apache-2.0
import type { ArrayData, ArrayDType, NamedArray } from '@asarg/runtime';
import { bytesOf, elementsOf } from './aligned.js';
import { datatypeOf, type Datatype } from './datatype.js';
import { checkRawSize, invalid, type RawTensor } from './raw-tensor.js';

type Reader = (bytes: Uint8Array, of: string) => readonly [ArrayDType, ArrayData];

const readers: Readonly<Record<Datatype, Reader>> = {
  BOOL: (bytes) => ['bool', bytesOf(bytes)],
  UINT8: (bytes) => ['uint8', bytesOf(bytes)],
  INT8: (bytes) => ['int8', elementsOf(Int8Array, bytes)],
  UINT16: (bytes) => ['uint16', elementsOf(Uint16Array, bytes)],
  INT16: (bytes) => ['int16', elementsOf(Int16Array, bytes)],
  INT32: (bytes) => ['int32', elementsOf(Int32Array, bytes)],
  INT64: (bytes) => ['int64', elementsOf(BigInt64Array, bytes)],
  FP16: (bytes) => ['float16', elementsOf(Uint16Array, bytes)],
  FP32: (bytes) => ['float32', elementsOf(Float32Array, bytes)],
  UINT32: (bytes) => [
    'int64',
    BigInt64Array.from(elementsOf(Uint32Array, bytes), (value) => BigInt(value)),
  ],
  UINT64: (bytes, of) => ['int64', signed(elementsOf(BigUint64Array, bytes), of)],
  BF16: (bytes) => ['float32', widened(elementsOf(Uint16Array, bytes))],
  FP64: (bytes) => ['float32', Float32Array.from(elementsOf(Float64Array, bytes))],
};

/**
 * A tensor as an array: over the same memory where it is aligned and the type exists there. Of the
 * others BF16 becomes float32 and UINT32 int64, both exactly; UINT64 becomes int64 if it fits, and
 * FP64 float32, rounded.
 * @throws OpenInferenceError for a wrong size, and for UINT64 above 2^63 - 1.
 */
export function namedArrayOf(tensor: RawTensor): NamedArray {
  const { name, datatype, shape, bytes } = tensor;
  checkRawSize(tensor, `tensor '${name}'`);
  const [dtype, data] = readers[datatype](bytes, `tensor '${name}'`);
  return { dtype, shape, data };
}

/**
 * An array as a tensor over the same memory.
 * @throws OpenInferenceError if the array has not as many elements as its shape says.
 */
export function rawTensorOf(name: string, { dtype, shape, data }: NamedArray): RawTensor {
  const tensor = { name, datatype: datatypeOf(dtype), shape, bytes: bytesOf(data) };
  checkRawSize(tensor, `tensor '${name}'`);
  return tensor;
}

function signed(values: BigUint64Array, of: string): BigInt64Array {
  const tooLarge = values.find((value) => value >= 1n << 63n);
  if (tooLarge !== undefined) {
    throw invalid(`${of}: expected UINT64 values below 2^63, found ${tooLarge}`);
  }
  return new BigInt64Array(values.buffer, values.byteOffset, values.length);
}

/** bfloat16 is the upper half of a float32. */
function widened(halves: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(halves, (half) => half << 16).buffer);
}
