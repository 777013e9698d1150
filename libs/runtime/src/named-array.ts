// SPDX-License-Identifier: Apache-2.0
import { Tensor } from 'onnxruntime-node';

/** Element types that sessions take and give. */
export type ArrayDType =
  | 'float32'
  | 'float16'
  | 'uint8'
  | 'int8'
  | 'uint16'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'bool';

/** The typed arrays behind them: float16 is a Uint16Array of bits, bool a Uint8Array of 0 and 1. */
export type ArrayData =
  | Float32Array
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Int32Array
  | BigInt64Array;

/** An input or output of a session, batch dimension included. */
export interface NamedArray {
  readonly dtype: ArrayDType;
  readonly shape: readonly number[];
  /** Row-major elements. */
  readonly data: ArrayData;
}

/** The runtime's tensor over the same memory. */
export function tensorOf({ dtype, shape, data }: NamedArray): Tensor {
  // Newer Node has a Float16Array, which the runtime then insists on.
  const half = (
    globalThis as { Float16Array?: new (buffer: ArrayBufferLike, at: number, n: number) => unknown }
  ).Float16Array;
  const values =
    dtype === 'float16' && half ? new half(data.buffer, data.byteOffset, data.length) : data;
  return new Tensor(dtype as 'float32', values as Float32Array, shape);
}

/** The array of a runtime's tensor, over the same memory. */
export function arrayOf(tensor: Tensor): NamedArray {
  const { type, dims } = tensor;
  const data = tensor.data as ArrayData;
  return {
    dtype: type as ArrayDType,
    shape: dims,
    data: type === 'float16' ? new Uint16Array(data.buffer, data.byteOffset, data.length) : data,
  };
}
