// SPDX-License-Identifier: Apache-2.0
import type { RemoteModel } from '@asarg/model-bundle';
import type { ArrayData, ArrayDType, NamedArray } from '@asarg/runtime';
import { halfOf } from './half.js';

type RemoteInput = RemoteModel['input'];
type IntegerDatatype = Exclude<RemoteInput['datatype'], 'FP32' | 'FP16'>;

interface IntegerType {
  readonly dtype: ArrayDType;
  readonly min: number;
  readonly max: number;
  readonly from: (values: Float32Array) => ArrayData;
}

const integers: Readonly<Record<IntegerDatatype, IntegerType>> = {
  UINT8: { dtype: 'uint8', min: 0, max: 255, from: (v) => Uint8Array.from(v, Math.round) },
  INT8: { dtype: 'int8', min: -128, max: 127, from: (v) => Int8Array.from(v, Math.round) },
  UINT16: { dtype: 'uint16', min: 0, max: 65_535, from: (v) => Uint16Array.from(v, Math.round) },
  INT16: { dtype: 'int16', min: -32_768, max: 32_767, from: (v) => Int16Array.from(v, Math.round) },
  INT32: {
    dtype: 'int32',
    min: -(2 ** 31),
    max: 2 ** 31 - 1,
    from: (v) => Int32Array.from(v, Math.round),
  },
  INT64: {
    dtype: 'int64',
    min: -(2 ** 63),
    max: 2 ** 63 - 1024,
    from: (v) => BigInt64Array.from(v, (value) => BigInt(Math.round(value))),
  },
};

/**
 * A network input in the layout, channels and datatype of a remote model.
 * @param array float32 [1, channels, height, width].
 * @throws Error unless the array is that, has the channels wanted or 1, and, for integers, its
 * rounded values fit.
 */
export function remoteInput(array: NamedArray, input: RemoteInput): NamedArray {
  const [batch, channels, height, width] = array.shape as [number, number, number, number];
  const usable = channels === 1 || channels === input.channels;
  if (array.dtype !== 'float32' || array.shape.length !== 4 || batch !== 1 || !usable) {
    const expected = `float32 [1,1,height,width] or [1,${input.channels},height,width]`;
    throw new Error(
      `input '${input.name}': expected ${expected}, found ${array.dtype} [${array.shape}]`,
    );
  }
  const planes = repeated(array.data as Float32Array, height * width, input.channels);
  const values = input.layout === 'NHWC' ? interleaved(planes, input.channels) : planes;
  const shapes = {
    NCHW: [1, input.channels, height, width],
    NHWC: [1, height, width, input.channels],
    HW: [height, width],
  };
  return { shape: shapes[input.layout], ...cast(values, input) };
}

function repeated(values: Float32Array, pixels: number, channels: number): Float32Array {
  if (values.length === pixels * channels) return values;
  const planes = new Float32Array(pixels * channels);
  for (let channel = 0; channel < channels; channel++) planes.set(values, channel * pixels);
  return planes;
}

function interleaved(planes: Float32Array, channels: number): Float32Array {
  if (channels === 1) return planes;
  const pixels = planes.length / channels;
  const values = new Float32Array(planes.length);
  for (let channel = 0; channel < channels; channel++) {
    for (let at = 0; at < pixels; at++)
      values[at * channels + channel] = planes[channel * pixels + at]!;
  }
  return values;
}

function cast(
  values: Float32Array,
  { name, datatype }: RemoteInput,
): Pick<NamedArray, 'dtype' | 'data'> {
  if (datatype === 'FP32') return { dtype: 'float32', data: values };
  if (datatype === 'FP16') return { dtype: 'float16', data: Uint16Array.from(values, halfOf) };
  const { dtype, min, max, from } = integers[datatype];
  const misfit = values.find((value) => !(Math.round(value) >= min && Math.round(value) <= max));
  if (misfit !== undefined) {
    throw new Error(
      `input '${name}': expected a pixel profile with values of ${min} to ${max} for ${datatype}, ` +
        `found one outside`,
    );
  }
  return { dtype, data: from(values) };
}
