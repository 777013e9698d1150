// SPDX-License-Identifier: Apache-2.0
import { DataType, Encoding as FrameEncoding, type Frame } from '@asarg/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cacheEncodings } from './encoding-cache.js';
import type { Answer, Encode } from './fan-out.js';
import type { PlannedCall } from './plan-calls.js';

const options = { deadlineMs: 1000, signal: new AbortController().signal };

const frameOf = (digest: string, more: Partial<Frame> = {}): Frame => ({
  width: 2,
  height: 2,
  dataType: DataType.UINT8,
  encoding: FrameEncoding.RAW,
  pixels: new Uint8Array(4),
  digest,
  columnSpacingMm: 0,
  rowSpacingMm: 0,
  ...more,
});

const callOf = (version: string, outputs = ['masks']) =>
  ({ specialist: 'cxas', version, outputs }) as unknown as PlannedCall;

/** Counts its calls and tells each answer's number in its only byte. */
function counting(bytes = 100): { readonly encode: Encode; readonly calls: () => number } {
  let calls = 0;
  const encode: Encode = async () => {
    const data = new Uint8Array(bytes).fill(++calls);
    const tensors = new Map([['masks', { name: 'masks', dtype: 'uint8', shape: [bytes], data }]]);
    const timing = { queueMs: 1, preprocessMs: 2, runMs: 3, postprocessMs: 4 };
    const encoding = { tensors, statistics: [], timing, totalMs: 12, transferMs: 2 };
    return { encoding, address: '127.0.0.1:1', attempts: [{}] } as unknown as Answer;
  };
  return { encode, calls: () => calls };
}

const numberIn = ({ encoding }: Answer): number => encoding.tensors.get('masks')!.data[0]!;

test('the same frame, version and outputs get the same answer, without the time it took', async () => {
  const { encode, calls } = counting();
  const cached = cacheEncodings(encode, 1_000_000);
  const first = await cached(callOf('v1'), frameOf('a'), options);
  const second = await cached(callOf('v1'), frameOf('a'), options);
  expect(calls()).toBe(1);
  expect(second.encoding.tensors).toBe(first.encoding.tensors);
  expect(second).toMatchObject({
    attempts: [],
    address: '127.0.0.1:1',
    encoding: { totalMs: 0, transferMs: 0, timing: { queueMs: 0, runMs: 0 } },
  });
});

test('whatever an answer depends on makes it another one', async () => {
  const { encode, calls } = counting();
  const cached = cacheEncodings(encode, 1_000_000);
  await cached(callOf('v1'), frameOf('a'), options);
  await cached(callOf('v2'), frameOf('a'), options);
  await cached(callOf('v1', ['masks', 'pooled']), frameOf('a'), options);
  await cached(callOf('v1'), frameOf('b'), options);
  await cached(callOf('v1'), frameOf('a', { width: 4, height: 1 }), options);
  await cached(callOf('v1'), frameOf('a', { rowSpacingMm: 0.2 }), options);
  expect(calls()).toBe(6);
});

test('a failure is not remembered', async () => {
  const { encode, calls } = counting();
  let fails = true;
  const cached = cacheEncodings(async (...args) => {
    if (fails) throw new Error('away');
    return encode(...args);
  }, 1_000_000);
  await expect(cached(callOf('v1'), frameOf('a'), options)).rejects.toThrow('away');
  fails = false;
  await cached(callOf('v1'), frameOf('a'), options);
  expect(calls()).toBe(1);
});

test('an answer larger than the whole cache is given and not kept', async () => {
  const { encode, calls } = counting(5000);
  const cached = cacheEncodings(encode, 4000);
  await cached(callOf('v1'), frameOf('a'), options);
  await cached(callOf('v1'), frameOf('a'), options);
  expect(calls()).toBe(2);
});

test('like a list of the latest used that fit, whatever is asked in whatever order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 60 }), async (asked) => {
      const room = 4;
      const { encode, calls } = counting(1000);
      const cached = cacheEncodings(encode, room * 2000);
      const answers = new Map<number, number>();
      let latest: number[] = [];
      for (const key of asked) {
        const found = numberIn(await cached(callOf('v1'), frameOf(`${key}`), options));
        if (latest.includes(key)) expect(found).toBe(answers.get(key));
        else expect(found).toBe(calls());
        answers.set(key, found);
        latest = [...latest.filter((known) => known !== key), key].slice(-room);
      }
    }),
  );
});
