// SPDX-License-Identifier: Apache-2.0
import { createPaint } from './paint.js';
import type { ProblemJson } from './report-json.js';
import type { Terminal } from './terminal.js';
import { padEnd, printable, wrap } from './text-layout.js';

function inWords(value: unknown): string {
  if (Array.isArray(value)) return value.map(inWords).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A problem document for people: title, detail, what was expected, what was found. */
export function renderProblem(problem: ProblemJson, terminal: Terminal): string {
  const paint = createPaint(terminal);
  const status = problem.status ? ` (${problem.status})` : '';
  const title = printable(problem.title ?? problem.detail ?? 'The gateway failed');
  const lines = [
    `${paint(terminal.glyphs.bad, 'red', 'bold')} ${paint(title, 'bold')}${paint(status, 'dim')}`,
  ];
  // Some details are expected and found over again, for readers that show nothing else.
  const said = [problem.expected, problem.found].map((one) => (one ? inWords(one) : ''));
  const repeats =
    !problem.title ||
    problem.detail === problem.title ||
    (said.every(Boolean) && said.every((one) => problem.detail?.includes(one)));
  const rows: (readonly [string, unknown])[] = [
    ['', repeats ? undefined : problem.detail],
    ['expected', problem.expected],
    ['found', problem.found],
    ['problem', problem.type === 'about:blank' ? undefined : problem.type],
  ];
  for (const [label, value] of rows) {
    if (value === undefined || value === null || value === '') continue;
    const indent = label ? 11 : 2;
    wrap(printable(inWords(value)), terminal.columns - indent).forEach((line, i) => {
      const lead = label && i === 0 ? paint(`  ${padEnd(label, 9)}`, 'dim') : ' '.repeat(indent);
      lines.push(`${lead}${line}`);
    });
  }
  return `${lines.join('\n')}\n`;
}
