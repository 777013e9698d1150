// SPDX-License-Identifier: Apache-2.0
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSseParser, type ServerSentEvent } from './sse.js';

const parse = (pieces: readonly string[]): ServerSentEvent[] => {
  const parser = createSseParser();
  return pieces.flatMap((piece) => parser.push(piece));
};

/** Cuts a text at the given fractions of its length. */
function cut(text: string, at: readonly number[]): string[] {
  const places = [0, ...at.map((f) => Math.floor(f * text.length)), text.length];
  const sorted = places.toSorted((a, b) => a - b);
  return sorted.slice(1).map((end, i) => text.slice(sorted[i], end));
}

const lineText = fc.string({ unit: fc.constantFrom('a', ' ', ':', '{', '"', 'é', '\u{1FAC1}') });
const eventArbitrary = fc.record({
  event: fc.constantFrom('stage', 'token', 'message', 'report'),
  data: fc.array(lineText, { minLength: 1, maxLength: 3 }).map((lines) => lines.join('\n')),
  id: fc.nat({ max: 999 }).map(String),
});

describe('createSseParser', () => {
  it('gives back any events, however the stream is cut and whatever ends its lines', () => {
    fc.assert(
      fc.property(
        fc.array(eventArbitrary, { maxLength: 5 }),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }),
        (events, end, cuts) => {
          const text = events
            .map(({ event, data, id }) => {
              const lines = data.split('\n').map((line) => `data: ${line}`);
              return [`id: ${id}`, `event: ${event}`, ': comment', ...lines, '', ''].join(end);
            })
            .join('');
          expect(parse(cut(text, cuts))).toEqual(events);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('never throws and is indifferent to cuts on arbitrary text', () => {
    const text = fc.string({
      unit: fc.constantFrom('\n', '\r', ':', ' ', 'd', 'data', 'id', '\0'),
    });
    fc.assert(
      fc.property(text, fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (stream, cuts) => {
        expect(parse(cut(stream, cuts))).toEqual(parse([stream]));
      }),
      { numRuns: 500 },
    );
  });

  it('drops an event that the stream does not finish', () => {
    expect(parse(['data: one\n\ndata: two\n'])).toEqual([
      { event: 'message', data: 'one', id: '' },
    ]);
  });
});
