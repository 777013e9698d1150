// SPDX-License-Identifier: Apache-2.0

/** One line of a scrape: a value of a series. */
export interface Sample {
  /** With `_total`, `_bucket`, `_sum` or `_count`. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Thrown for text that is not of the format; tells the line, never what it says. */
export class ExpositionError extends Error {
  override readonly name = 'ExpositionError';
}

const kinds = new Set(['counter', 'gauge', 'histogram', 'summary', 'untyped']);
const named = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const labelStart = /[ \t]*([a-zA-Z_][a-zA-Z0-9_]*)[ \t]*=[ \t]*"((?:[^"\\\n]|\\[\\"n])*)"[ \t]*/y;
const valueAndTime =
  /[ \t]*([+-]?(?:Inf|NaN|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?))(?:[ \t]+-?\d+)?[ \t]*$/y;

/**
 * Reads the text format 0.0.4 of Prometheus. Comments and units of time are left out.
 * @throws ExpositionError at the first line that is not of the format.
 */
export function parseExposition(text: string): Sample[] {
  const lines = text.split('\n');
  if (lines.pop() !== '') throw new ExpositionError('expected a line break at the end, found none');
  const samples: Sample[] = [];
  for (const [at, raw] of lines.entries()) {
    const line = raw.replace(/^[ \t]+/, '');
    if (line === '') continue;
    if (line.startsWith('#')) checkComment(line, at + 1);
    else samples.push(parseSample(line, at + 1));
  }
  return samples;
}

/** Any comment is fine, but one that begins with TYPE or HELP must say of what. */
function checkComment(line: string, number: number): void {
  const [word, name, kind, ...more] = line
    .slice(1)
    .trim()
    .split(/[ \t]+/);
  if (word !== 'TYPE' && word !== 'HELP') return;
  if (name === undefined || matchAt(named, name, 0)?.[0] !== name) {
    throw refusal(number, `the name of a metric after ${word}`);
  }
  if (word === 'TYPE' && (!kinds.has(kind ?? '') || more.length > 0)) {
    throw refusal(number, `one of ${[...kinds].join(', ')} after TYPE and a name`);
  }
}

function parseSample(line: string, number: number): Sample {
  const name = matchAt(named, line, 0)?.[0];
  if (name === undefined) throw refusal(number, 'the name of a metric');
  const labels: Record<string, string> = Object.create(null) as Record<string, string>;
  let at = name.length;
  while (line[at] === ' ' || line[at] === '\t') at++;
  const isLabelled = line[at] === '{';
  if (isLabelled) at = readLabels(line, at + 1, labels, number);
  else if (at === name.length) throw refusal(number, 'a value after the name');
  const value = matchAt(valueAndTime, line, at)?.[1];
  if (value === undefined) throw refusal(number, 'a number, and maybe a time, at the end');
  return { name, labels, value: numberOf(value) };
}

/** Reads up to the closing brace; a comma may stand before it. @returns where it goes on. */
function readLabels(
  line: string,
  from: number,
  labels: Record<string, string>,
  number: number,
): number {
  let at = from;
  for (;;) {
    const label = matchAt(labelStart, line, at);
    if (label) {
      const [whole, key = '', text = ''] = label;
      if (key in labels) throw refusal(number, 'every label once');
      labels[key] = text.replaceAll(/\\(.)/g, (_, sign: string) => (sign === 'n' ? '\n' : sign));
      at += whole.length;
      if (line[at] === ',') {
        at++;
        continue;
      }
    }
    while (line[at] === ' ' || line[at] === '\t') at++;
    if (line[at] !== '}') throw refusal(number, 'labels such as key="value" up to a brace');
    return at + 1;
  }
}

function numberOf(text: string): number {
  return text.endsWith('Inf') ? (text.startsWith('-') ? -Infinity : Infinity) : Number(text);
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function refusal(number: number, expected: string): ExpositionError {
  return new ExpositionError(`line ${number}: expected ${expected}, found something else`);
}
