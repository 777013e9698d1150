// SPDX-License-Identifier: Apache-2.0
import type { ArrayData, NamedArray } from '@asarg/runtime';

/** What a network is fed, or gives, by name. */
export type Arrays = Readonly<Record<string, NamedArray>>;

/** Equal for feeds that can be stacked: the same names, types and shapes. */
export function feedsKey(feeds: Arrays): string {
  const rows = Object.entries(feeds).map(([name, { dtype, shape }]) => [name, dtype, shape]);
  return JSON.stringify(rows.toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)));
}

/**
 * The feeds of several requests, of one `feedsKey`, one behind the other along axis 0; those of one
 * request as they are.
 * @throws Error for an array without dimensions, which has no axis to stack along.
 */
export function stackFeeds(all: readonly Arrays[]): Arrays {
  const [first = {}] = all;
  if (all.length === 1) return first;
  return Object.fromEntries(
    Object.entries(first).map(([name, { dtype, shape, data }]) => {
      const [rows, ...rest] = shape;
      if (rows === undefined) {
        throw new Error(`expected input '${name}' to have a batch dimension, found a scalar`);
      }
      const stacked = newLike(data, data.length * all.length);
      for (const [at, feeds] of all.entries()) {
        stacked.set(feeds[name]!.data as never, at * data.length);
      }
      return [name, { dtype, shape: [rows * all.length, ...rest], data: stacked }];
    }),
  );
}

/**
 * The part of one request in what the network gave for `size` of them, in memory of its own so that
 * it can move to another thread.
 * @throws Error if an output's first dimension is none of requests.
 */
export function outputsOf(outputs: Arrays, index: number, size: number): Arrays {
  if (size === 1) return outputs;
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { dtype, shape, data }]) => {
      const [rows = 1, ...rest] = shape;
      if (rows % size !== 0) {
        const expected = `expected output '${name}' for ${size} requests to have a batch dimension`;
        throw new Error(`${expected}, found [${shape}]`);
      }
      const length = data.length / size;
      const own = data.slice(index * length, (index + 1) * length);
      return [name, { dtype, shape: [rows / size, ...rest], data: own }];
    }),
  );
}

function newLike(data: ArrayData, length: number): ArrayData {
  const constructor = data.constructor as new (length: number) => ArrayData;
  return new constructor(length);
}
