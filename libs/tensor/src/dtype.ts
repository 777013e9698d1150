// SPDX-License-Identifier: Apache-2.0
import { DataType } from '@asarg/contracts';
import { TensorError } from './tensor-error.js';

/** Element type of a tensor; `bit` packs the last dimension, LSB first, each row on a byte. */
export type DType = 'float32' | 'float16' | 'uint8' | 'uint16' | 'int32' | 'int64' | 'bit';

const dataTypes: Readonly<Record<DType, DataType>> = {
  float32: DataType.FLOAT32,
  float16: DataType.FLOAT16,
  uint8: DataType.UINT8,
  uint16: DataType.UINT16,
  int32: DataType.INT32,
  int64: DataType.INT64,
  bit: DataType.BIT,
};

const dtypes = new Map<number, DType>(
  Object.entries(dataTypes).map(([dtype, dataType]) => [dataType, dtype as DType]),
);

const elementBytes: Readonly<Record<Exclude<DType, 'bit'>, number>> = {
  float32: 4,
  float16: 2,
  uint8: 1,
  uint16: 2,
  int32: 4,
  int64: 8,
};

const maxRank = 8;

/** The contract's enum value of an element type. */
export function dataTypeOf(dtype: DType): DataType {
  return dataTypes[dtype];
}

/**
 * The element type of a contract's enum value.
 * @throws TensorError `unknown-dtype` for UNSPECIFIED and for values of a newer contract.
 */
export function dtypeOf(dataType: DataType): DType {
  const dtype = dtypes.get(dataType);
  if (dtype === undefined) {
    const known = Object.keys(dataTypes).join(', ');
    throw new TensorError(
      'unknown-dtype',
      `expected a data type of (${known}), found enum value ${dataType}`,
    );
  }
  return dtype;
}

/**
 * Size in bytes of a dense tensor; an empty shape is a scalar.
 * @throws TensorError `bad-shape` for more than 8 dimensions, for dimensions that are not whole
 * numbers >= 0, and for sizes past 2^53.
 */
export function byteLength(dtype: DType, shape: readonly number[]): number {
  if (shape.length > maxRank) {
    throw new TensorError(
      'bad-shape',
      `expected at most ${maxRank} dimensions, found ${shape.length}`,
    );
  }
  for (const size of shape) {
    if (!Number.isSafeInteger(size) || size < 0) {
      throw new TensorError('bad-shape', `expected whole dimensions >= 0, found [${shape}]`);
    }
  }
  const bytes =
    dtype === 'bit'
      ? product(shape.slice(0, -1)) * Math.ceil((shape.at(-1) ?? 1) / 8)
      : product(shape) * elementBytes[dtype];
  if (!Number.isSafeInteger(bytes)) {
    throw new TensorError('bad-shape', `expected a size below 2^53 bytes, found shape [${shape}]`);
  }
  return bytes;
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total * size, 1);
}
