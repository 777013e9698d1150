// SPDX-License-Identifier: Apache-2.0
import type { NamedArray, Session } from '@asarg/runtime';
import { float32Of } from '@asarg/tensor';
import { feedsKey, outputsOf, stackFeeds, type Arrays } from './stack-feeds.js';

/** Share of the largest value by which rounding may change a value; mixing changes it by more. */
const roundingShare = 0.02;

/** Share of integers, such as packed masks, that rounding may change. */
const changedShare = 0.02;

/**
 * Tries whether a network can run requests together: two, which differ, have to give the shapes and,
 * but for rounding, the values that each gives alone. A graph with a fixed batch refuses them, and
 * one that mixes what it should keep apart would give one caller something of another's.
 * @returns why it cannot; undefined if it can.
 */
export async function batchRefusal(
  session: Session,
  pair: readonly [Arrays, Arrays],
  fetches: readonly string[],
): Promise<string | undefined> {
  if (feedsKey(pair[0]) !== feedsKey(pair[1])) return 'frames of one size give feeds of two';
  try {
    const together = await session.run(stackFeeds(pair), fetches);
    for (const [at, feeds] of pair.entries()) {
      const own = outputsOf(together, at, pair.length);
      const alone = await session.run(feeds, fetches);
      for (const name of fetches) {
        const fault = difference(name, alone[name]!, own[name]!);
        if (fault !== undefined) return fault;
      }
    }
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function difference(name: string, alone: NamedArray, own: NamedArray): string | undefined {
  const [expected, found] = [alone, own].map(({ dtype, shape }) => `${dtype} [${shape}]`);
  if (expected !== found) {
    return `output '${name}' of a request in a batch: expected ${expected}, found ${found}`;
  }
  return near(alone, own)
    ? undefined
    : `output '${name}' of a request in a batch: expected the values that it has alone, found others`;
}

function near(alone: NamedArray, own: NamedArray): boolean {
  const [a, b] = [valuesOf(alone), valuesOf(own)];
  if (!isFloat(alone)) {
    return count(a, (value, at) => value !== b[at]) <= changedShare * a.length;
  }
  let largest = 0;
  for (const value of a) if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  const limit = roundingShare * largest;
  return a.every((value, at) => Object.is(value, b[at]) || Math.abs(value - b[at]!) <= limit);
}

const isFloat = ({ dtype }: NamedArray): boolean => dtype === 'float32' || dtype === 'float16';

function valuesOf(array: NamedArray): Float32Array | Float64Array {
  const { dtype, shape, data } = array;
  if (dtype !== 'float32' && dtype !== 'float16')
    return Float64Array.from(data as Int32Array, Number);
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return float32Of({ name: '', dtype, shape, data: bytes });
}

function count(
  values: Float32Array | Float64Array,
  counts: (value: number, at: number) => boolean,
): number {
  let found = 0;
  for (const [at, value] of values.entries()) if (counts(value, at)) found++;
  return found;
}
