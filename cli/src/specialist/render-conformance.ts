// SPDX-License-Identifier: Apache-2.0
import type { CaseResult, ConformanceReport } from '@asarg/conformance';
import { formatDuration } from '../duration.js';
import { createPaint } from '../paint.js';
import type { Terminal } from '../terminal.js';
import { cutEnd, padEnd, printable, wrap } from '../text-layout.js';

const idWidth = 26;

/** One case: a line, and below it what was expected and found if it failed. */
export function renderCase(one: CaseResult, terminal: Terminal): string {
  const { glyphs, columns } = terminal;
  const paint = createPaint(terminal);
  const found = printable(one.found);
  const time = formatDuration(one.durationMs);
  const line = (sign: string, note: string): string => {
    const room = columns - idWidth - 4 - time.length - 2;
    const text = padEnd(cutEnd(note, room, glyphs.ellipsis), room);
    return `  ${sign} ${padEnd(one.id, idWidth)}${paint(`${text}  ${time}`, 'dim')}`;
  };
  switch (one.result) {
    case 'pass':
      return line(paint(glyphs.good, 'green'), found);
    case 'skipped':
      return line(paint(glyphs.dash, 'yellow'), found);
    case 'fail': {
      const labelled = (label: string, text: string): string[] =>
        wrap(text, columns - 16).map(
          (part, index) => `      ${padEnd(index === 0 ? label : '', 10)}${part}`,
        );
      return [
        line(paint(glyphs.bad, 'red', 'bold'), ''),
        ...labelled('expected', one.expected),
        ...labelled('found', found).map((text) => paint(text, 'red')),
      ].join('\n');
    }
  }
}

/** The last lines: who it was, how many cases ended how, and which failed. */
export function renderSummary(report: ConformanceReport, terminal: Terminal): string {
  const { address, model, counts, cases, durationMs, passed } = report;
  const { glyphs } = terminal;
  const paint = createPaint(terminal);
  const who = model ? printable(`${model.name} ${model.version} at ${address}`) : address;
  const sign = passed ? paint(glyphs.good, 'green', 'bold') : paint(glyphs.bad, 'red', 'bold');
  const parts = [
    `${counts.pass} passed`,
    paint(`${counts.fail} failed`, ...(counts.fail > 0 ? (['red', 'bold'] as const) : [])),
    `${counts.skipped} skipped`,
    formatDuration(durationMs),
  ];
  const failed = cases.filter(({ result }) => result === 'fail').map(({ id }) => id);
  return [
    `${sign} ${who}: ${parts.join(', ')}`,
    ...(failed.length > 0 ? [`  failed: ${failed.join(', ')}`] : []),
  ].join('\n');
}

/** The list of all cases, by group. */
export function renderCases(
  cases: readonly Pick<CaseResult, 'id' | 'group' | 'expected'>[],
): string {
  const lines = cases.flatMap(({ id, group, expected }, index) => [
    ...(cases[index - 1]?.group === group ? [] : [`${index > 0 ? '\n' : ''}${group}`]),
    `  ${padEnd(id, idWidth)}${expected}`,
  ]);
  return `${lines.join('\n')}\n`;
}
