// SPDX-License-Identifier: Apache-2.0
import type { ArrayData, NamedArray } from '@asarg/runtime';

/** One output of the graph as maps, one after the other. */
export interface GraphMaps {
  readonly channels: number;
  readonly rows: number;
  readonly columns: number;
  /** Row-major [channels, rows, columns]. */
  readonly values: Float32Array;
}

/**
 * The maps of an array: [1, C, H, W] or [1, H, W, C] by layout, [1, H, W] (one map), [1, C] (maps
 * of one pixel). float32 in CHW order is not copied.
 * @throws Error for other shapes, saying what was found.
 */
export function graphMaps(array: NamedArray, layout: 'CHW' | 'HWC', name: string): GraphMaps {
  const [batch, ...shape] = array.shape;
  if (batch !== 1 || shape.length < 1 || shape.length > 3) {
    throw new Error(
      `output '${name}' of the network: expected [1, channels], [1, rows, columns] or the ` +
        `dimensions of ${layout} after the 1, found [${array.shape}]`,
    );
  }
  const values = floatsOf(array);
  const [a, b, c] = shape as [number, number?, number?];
  if (b === undefined) return { channels: a, rows: 1, columns: 1, values };
  if (c === undefined) return { channels: 1, rows: a, columns: b, values };
  if (layout === 'CHW') return { channels: a, rows: b, columns: c, values };
  return { channels: c, rows: a, columns: b, values: channelsFirst(values, a * b, c) };
}

function channelsFirst(values: Float32Array, pixels: number, channels: number): Float32Array {
  const out = new Float32Array(values.length);
  for (let channel = 0; channel < channels; channel++) {
    let from = channel;
    for (let i = 0, at = channel * pixels; i < pixels; i++, at++, from += channels) {
      out[at] = values[from]!;
    }
  }
  return out;
}

/** The values as float32; float16 and whole numbers are converted. */
export function floatsOf({ dtype, data }: NamedArray): Float32Array {
  if (data instanceof Float32Array) return data;
  if (dtype === 'float16') {
    const { buffer, byteOffset, length } = data;
    return Float32Array.from(new Halves(buffer, byteOffset, length));
  }
  if (data instanceof BigInt64Array) return Float32Array.from(data, Number);
  return Float32Array.from(data as Exclude<ArrayData, BigInt64Array>);
}

interface HalfArrayConstructor {
  new (buffer: ArrayBufferLike, at: number, length: number): ArrayLike<number>;
  new (values: Float32Array): { readonly buffer: ArrayBuffer };
}

// Node 24 has it, the type library not yet.
const Halves = (globalThis as unknown as { readonly Float16Array: HalfArrayConstructor })
  .Float16Array;

/** The bytes of the values as binary16, rounded to nearest. */
export function halfBytes(values: Float32Array): Uint8Array {
  return new Uint8Array(new Halves(values).buffer);
}
