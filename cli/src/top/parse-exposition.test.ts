// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExposition, type Sample } from './parse-exposition.js';

const name = fc.stringMatching(/^[a-zA-Z_:][a-zA-Z0-9_:]{0,20}$/);
const label = fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{0,20}$/);
const text = fc.string({ unit: 'binary' });
const sample: fc.Arbitrary<Sample> = fc.record({
  name,
  labels: fc.dictionary(label, text, { maxKeys: 4 }),
  value: fc.double(),
});
interface Manner {
  readonly blank: string;
  readonly comma: boolean;
  readonly time: number | null;
  readonly before: string;
}

/** How freely the format may be written: blanks, a last comma, a time, lines between. */
const manner: fc.Arbitrary<Manner> = fc.record({
  blank: fc.constantFrom('', ' ', '\t', '  '),
  comma: fc.boolean(),
  time: fc.option(fc.integer()),
  before: fc.constantFrom('', '\n', '# any words "{\n', '# TYPE a histogram\n', '#HELP a b\\n\n'),
});

function write({ name, labels, value }: Sample, how: Manner): string {
  const { blank, comma, time, before } = how;
  const escaped = (raw: string): string =>
    raw.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
  const pairs = Object.entries(labels).map(
    ([key, raw]) => `${key}${blank}=${blank}"${escaped(raw)}"`,
  );
  const inner = pairs.join(`${blank},${blank}`) + (comma && pairs.length > 0 ? ',' : '');
  const braces = pairs.length > 0 || comma ? `{${blank}${inner}${blank}}` : '';
  const number = Number.isFinite(value)
    ? Object.is(value, -0)
      ? '-0'
      : String(value)
    : String(value).replace('Infinity', 'Inf').replace(/^Inf/, '+Inf');
  const at = time === null ? '' : ` ${time}`;
  return `${before}${blank}${name}${blank}${braces} ${number}${at}${blank}\n`;
}

describe('parseExposition', () => {
  it('reads what was written, however it was written', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(sample, manner), { maxLength: 8 }), (lines) => {
        const written = lines.map(([each, how]) => write(each, how)).join('');
        const read = written === '' ? [] : parseExposition(written);
        expect(read.map((each) => ({ ...each, labels: { ...each.labels } }))).toEqual(
          lines.map(([each]) => ({ ...each, labels: { ...each.labels } })),
        );
      }),
    );
  });

  it('ends at any text: it reads or refuses it, and refusals do not tell what it says', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'a{}="\\,# \n1+-IN') }), (any) => {
        try {
          parseExposition(any);
        } catch (error) {
          expect(error).toMatchObject({ name: 'ExpositionError' });
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['a 1', 'expected a line break at the end'],
    ['a 1\n<html>\n', 'line 2: expected the name of a metric'],
    ['a\n', 'line 1: expected a value after the name'],
    ['a x\n', 'line 1: expected a number'],
    ['a 0x10\n', 'line 1: expected a number'],
    ['a 1 2 3\n', 'line 1: expected a number'],
    ['a 1 # {trace_id="0"} 1\n', 'line 1: expected a number'],
    ['a{b="1"\n', 'line 1: expected labels'],
    ['a{b=1} 1\n', 'line 1: expected labels'],
    ['a{b="\\t"} 1\n', 'line 1: expected labels'],
    ['a{,} 1\n', 'line 1: expected labels'],
    ['a{b="1" c="2"} 1\n', 'line 1: expected labels'],
    ['a{b="1",b="2"} 1\n', 'line 1: expected every label once'],
    ['# TYPE a stateset\n', 'line 1: expected one of counter, gauge'],
    ['# HELP\n', 'line 1: expected the name of a metric after HELP'],
  ])('refuses %j', (given, message) => {
    expect(() => parseExposition(given)).toThrow(message);
  });
});
