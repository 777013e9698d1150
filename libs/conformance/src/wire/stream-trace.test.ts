// SPDX-License-Identifier: Apache-2.0
import type { EncodeResponse } from '@asarg/contracts';
import { encodeTensor, maxChunkBytes } from '@asarg/tensor';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assemble, traceOf } from './stream-trace.js';

const messagesOf = (name: string, data: Uint8Array, chunkBytes: number): EncodeResponse[] =>
  [...encodeTensor({ name, dtype: 'uint8', shape: [data.length], data }, { chunkBytes })].map(
    (part) => ({ part }),
  );

test('a sound stream has no fault, however it is cut, and gives its tensors back', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 64 }),
      fc.uint8Array({ maxLength: 64 }),
      fc.integer({ min: 1, max: 70 }),
      (a, b, chunkBytes) => {
        const messages = [...messagesOf('a', a, chunkBytes), ...messagesOf('b', b, chunkBytes)];
        const { chunkFault, sizeFault, headers } = traceOf(messages);
        expect([chunkFault, sizeFault]).toEqual([undefined, undefined]);
        expect(headers.map(({ name }) => name)).toEqual(['a', 'b']);
        expect([...assemble(messages).values()].map(({ data }) => data)).toEqual([a, b]);
      },
    ),
  );
});

test('a chunk that is lost, doubled or out of order never goes unseen', () => {
  const data = Uint8Array.from({ length: 40 }, (_, index) => index);
  const messages = messagesOf('a', data, 8);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.constantFrom(...'lds'), (at, how) => {
      const broken =
        how === 'l'
          ? messages.toSpliced(at, 1)
          : how === 'd'
            ? messages.toSpliced(at, 0, messages[at]!)
            : at === 5
              ? messages.slice(0, 5)
              : messages.toSpliced(at, 2, messages[at + 1]!, messages[at]!);
      const { chunkFault, sizeFault } = traceOf(broken);
      expect(chunkFault ?? sizeFault).toMatch(/^tensor 'a': expected/);
    }),
  );
});

test('a chunk before any header, or above 1 MiB, is said', () => {
  const chunk = (data: Uint8Array): EncodeResponse => ({
    part: { $case: 'chunk', value: { offset: 0, data } },
  });
  expect(traceOf([chunk(Uint8Array.of(1))]).chunkFault).toMatch(/expected a header before a chunk/);
  const [header] = messagesOf('a', new Uint8Array(maxChunkBytes + 1), 1);
  expect(traceOf([header!, chunk(new Uint8Array(maxChunkBytes + 1))]).chunkFault).toMatch(
    /expected chunks of 1 to 1048576 bytes, found 1048577/,
  );
});
