// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSseParser } from './sse-parser';

const TEXT = ': hello\n\nid: 1\nevent: token\ndata: {"a":\ndata: 1}\n\nid: 2\r\ndata:x\r\n\r\n';
const EVENTS = [
  { id: '1', event: 'token', data: '{"a":\n1}' },
  { id: '2', event: 'message', data: 'x' },
];

describe('createSseParser()', () => {
  it('should read events, joined data, comments and both line ends', () => {
    expect(createSseParser().push(TEXT).events).toEqual(EVENTS);
  });

  it('should read the same events wherever the stream is cut', () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: TEXT.length - 1 }));
    fc.assert(
      fc.property(cuts, (at) => {
        const parser = createSseParser();
        const ends = [...at.toSorted((a, b) => a - b), TEXT.length];
        const events = ends.flatMap(
          (end, index) => parser.push(TEXT.slice(ends[index - 1] ?? 0, end)).events,
        );
        expect(events).toEqual(EVENTS);
      }),
    );
  });

  it('should report a delay that the server asks for, if it is a number', () => {
    expect(createSseParser().push('retry: 1500\n').retryMs).toBe(1500);
    expect(createSseParser().push('retry: soon\n').retryMs).toBeUndefined();
  });
});
