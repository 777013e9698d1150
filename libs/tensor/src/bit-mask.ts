// SPDX-License-Identifier: Apache-2.0
import type { Affine, Tensor } from './tensor.js';
import { checkSize } from './tensor.js';
import { TensorError } from './tensor-error.js';

/** A binary image, bit-packed as dtype `bit`: each row starts on a byte, LSB first. */
export interface BitMask {
  /** Columns. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** `height * ceil(width / 8)` bytes; bit i of byte j of a row is x = 8j + i. */
  readonly bits: Uint8Array;
}

/** Bytes per row of a mask. */
export function maskStride(width: number): number {
  return (width + 7) >> 3;
}

/**
 * Packs one value per pixel, row-major; pixels that are not 0 are set.
 * @throws TensorError `size-mismatch` unless there are width * height values.
 */
export function packMask(values: ArrayLike<number>, width: number, height: number): BitMask {
  if (values.length !== width * height) {
    throw new TensorError(
      'size-mismatch',
      `expected ${width * height} mask pixels (${width} x ${height}), found ${values.length}`,
    );
  }
  const stride = maskStride(width);
  const bits = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (values[y * width + x]) {
        bits[y * stride + (x >> 3)]! |= 1 << (x & 7);
      }
    }
  }
  return { width, height, bits };
}

/** One byte per pixel, row-major, 1 where the mask is set and 0 elsewhere. */
export function unpackMask({ width, height, bits }: BitMask): Uint8Array {
  const stride = maskStride(width);
  const values = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      values[y * width + x] = (bits[y * stride + (x >> 3)]! >> (x & 7)) & 1;
    }
  }
  return values;
}

/**
 * The masks of a `bit` tensor of shape [K, height, width], as views of its bytes.
 * @throws TensorError `wrong-dtype`, `bad-shape` or `size-mismatch`.
 */
export function masksOf(tensor: Tensor): BitMask[] {
  if (tensor.dtype !== 'bit') {
    throw new TensorError(
      'wrong-dtype',
      `expected tensor '${tensor.name}' to be of bits, found ${tensor.dtype}`,
    );
  }
  const [count, height, width] = tensor.shape;
  if (tensor.shape.length !== 3 || !count || !height || !width) {
    throw new TensorError(
      'bad-shape',
      `expected masks of shape [K, height, width], found [${tensor.shape}]`,
    );
  }
  checkSize(tensor);
  const bytes = maskStride(width) * height;
  return Array.from({ length: count }, (_, index) => ({
    width,
    height,
    bits: tensor.data.subarray(index * bytes, (index + 1) * bytes),
  }));
}

/**
 * Masks of one size as a `bit` tensor of shape [K, height, width].
 * @throws TensorError `size-mismatch` if the masks differ in size or there is none.
 */
export function tensorOfMasks(name: string, masks: readonly BitMask[], affine?: Affine): Tensor {
  const [first] = masks;
  if (!first || masks.some(({ width, height }) => width !== first.width || height !== first.height))
    throw new TensorError('size-mismatch', `expected masks of one size for '${name}'`);
  const { width, height } = first;
  const bytes = maskStride(width) * height;
  const data = new Uint8Array(masks.length * bytes);
  masks.forEach((mask, index) => data.set(mask.bits, index * bytes));
  const shape = [masks.length, height, width];
  return { name, dtype: 'bit', shape, data, ...(affine && { affine }) };
}
