// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { batchLines } from './kubernetes-lines.js';

async function* chunksOf(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  let start = 0;
  for (let i = 0; start < bytes.length; i += 1) {
    const end = start + sizes[i % sizes.length]!;
    yield bytes.subarray(start, end);
    start = end;
  }
}

async function linesOf(bytes: Buffer, sizes: readonly number[], maxBytes = 1000) {
  const lines: string[] = [];
  for await (const batch of batchLines(chunksOf(bytes, sizes), maxBytes)) {
    lines.push(...batch);
  }
  return lines;
}

test('lines are the same however the bytes are cut, in the middle of a letter too', async () => {
  const line = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\r\n]/g, '').trim());
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(fc.array(line), sizes, async (lines, sizes) => {
      const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(''));
      expect(await linesOf(bytes, sizes)).toEqual(lines.filter((text) => text !== ''));
    }),
  );
});

test('a line that the end leaves incomplete is dropped', async () => {
  expect(await linesOf(Buffer.from('one\r\n\ntwo\nthr'), [100])).toEqual(['one', 'two']);
});

test('a line of the greatest length passes and a longer one is refused as soon as it is', async () => {
  expect(await linesOf(Buffer.from(`${'a'.repeat(20)}\nb\n`), [3], 20)).toHaveLength(2);
  let taken = 0;
  async function* endless(): AsyncGenerator<Buffer> {
    for (;;) {
      taken += 8;
      yield Buffer.alloc(8, 'a');
    }
  }
  await expect(batchLines(endless(), 20).next()).rejects.toThrow(
    'expected lines of at most 20 bytes, found a longer one',
  );
  expect(taken).toBe(24);
});
