// SPDX-License-Identifier: Apache-2.0
import { byteLength, type DType } from './dtype.js';
import { TensorError } from './tensor-error.js';

/**
 * From grid to frame: x_frame = xx * x + xy * y + x0, y_frame = yx * x + yy * y + y0, in pixel
 * corner coordinates (the top left corner of each is (0, 0)).
 */
export interface Affine {
  readonly xx: number;
  readonly xy: number;
  readonly x0: number;
  readonly yx: number;
  readonly yy: number;
  readonly y0: number;
}

/** A dense, row-major, little-endian tensor. */
export interface Tensor {
  /** Name of the output. */
  readonly name: string;
  readonly dtype: DType;
  /** Dimensions, outermost first, without a batch dimension; empty for a scalar. */
  readonly shape: readonly number[];
  /** `byteLength(dtype, shape)` raw bytes; those of received tensors own their buffer. */
  readonly data: Uint8Array;
  /** Where the spatial grid lies in the frame, if there is one. */
  readonly affine?: Affine;
}

/**
 * The elements of a `float32` (a view where aligned) or `float16` (converted) tensor.
 * @throws TensorError `wrong-dtype` for other element types, `size-mismatch` for a wrong size.
 */
export function float32Of(tensor: Tensor): Float32Array {
  checkSize(tensor);
  const { data } = tensor;
  switch (tensor.dtype) {
    case 'float32':
      return data.byteOffset % 4 === 0
        ? new Float32Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength / 4)
        : new Float32Array(data.slice().buffer);
    case 'float16': {
      const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
      return Float32Array.from({ length: data.byteLength / 2 }, (_, index) =>
        halfToFloat(view.getUint16(index * 2, true)),
      );
    }
    default:
      throw new TensorError(
        'wrong-dtype',
        `expected tensor '${tensor.name}' to be float32 or float16, found ${tensor.dtype}`,
      );
  }
}

/**
 * A `float32` tensor over the given values, which are not copied.
 * @throws TensorError `size-mismatch` if the shape does not have `values.length` elements.
 */
export function tensorOfFloat32(
  name: string,
  shape: readonly number[],
  values: Float32Array,
  affine?: Affine,
): Tensor {
  const data = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const tensor: Tensor = { name, dtype: 'float32', shape, data, ...(affine && { affine }) };
  checkSize(tensor);
  return tensor;
}

/** @throws TensorError `size-mismatch` unless the data are as long as type and shape say. */
export function checkSize(tensor: Tensor): void {
  const expected = byteLength(tensor.dtype, tensor.shape);
  if (tensor.data.byteLength !== expected) {
    throw new TensorError(
      'size-mismatch',
      `expected ${expected} bytes for tensor '${tensor.name}' (${tensor.dtype} ` +
        `[${tensor.shape}]), found ${tensor.data.byteLength}`,
    );
  }
}

/** IEEE 754 binary16, given as its bits, as a number. */
function halfToFloat(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const mantissa = half & 0x3ff;
  if (exponent === 0) {
    return sign * mantissa * 2 ** -24;
  }
  if (exponent === 0x1f) {
    return mantissa === 0 ? sign * Infinity : NaN;
  }
  return sign * (1 + mantissa / 1024) * 2 ** (exponent - 15);
}
