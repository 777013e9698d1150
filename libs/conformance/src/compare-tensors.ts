// SPDX-License-Identifier: Apache-2.0
import { float32Of, type Tensor } from '@asarg/tensor';

/** Cosine from which two runs of one model on one frame count as the same result. */
export const sameResultCosine = 0.9999;

/** The elements of a tensor as numbers; of `bit` tensors one per bit, padding included. */
export function valuesOf(tensor: Tensor): ArrayLike<number> {
  const { dtype, data } = tensor;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const read = (bytes: number, at: (offset: number) => number): Float64Array =>
    Float64Array.from({ length: data.byteLength / bytes }, (_, index) => at(index * bytes));
  switch (dtype) {
    case 'float32':
    case 'float16':
      return float32Of(tensor);
    case 'uint8':
      return data;
    case 'uint16':
      return read(2, (offset) => view.getUint16(offset, true));
    case 'int32':
      return read(4, (offset) => view.getInt32(offset, true));
    case 'int64':
      return read(8, (offset) => Number(view.getBigInt64(offset, true)));
    case 'bit':
      return bitsOf(data);
  }
}

/** A loop, not `Uint8Array.from`: segmenters send millions of bits. */
function bitsOf(data: Uint8Array): Uint8Array {
  const bits = new Uint8Array(8 * data.byteLength);
  for (let index = 0; index < bits.length; index++) {
    bits[index] = (data[index >> 3]! >> (index & 7)) & 1;
  }
  return bits;
}

/** Whether two tensors have the same type, shape and bytes. */
export function equalTensors(a: Tensor, b: Tensor): boolean {
  return (
    a.dtype === b.dtype &&
    a.shape.length === b.shape.length &&
    a.shape.every((size, axis) => size === b.shape[axis]) &&
    Buffer.compare(a.data, b.data) === 0
  );
}

/**
 * Cosine of the angle between two vectors of one length, -1 to 1: 1 if both are zero, 0 if one is
 * or if the lengths differ; NaN if a value is not finite.
 */
export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) {
    return 0;
  }
  let [dot, squareA, squareB] = [0, 0, 0];
  for (let index = 0; index < a.length; index++) {
    dot += a[index]! * b[index]!;
    squareA += a[index]! ** 2;
    squareB += b[index]! ** 2;
  }
  if (squareA === 0 || squareB === 0) {
    return squareA === squareB ? 1 : 0;
  }
  return dot / Math.sqrt(squareA * squareB);
}
