// SPDX-License-Identifier: Apache-2.0
import type { CaseResult, ConformanceReport } from './kit/case-result.js';

/** The report as JUnit XML, one suite per group: what CI systems read. */
export function junitOf({
  address,
  cases,
  counts,
  durationMs,
  startedAt,
}: ConformanceReport): string {
  const groups = [...new Set(cases.map(({ group }) => group))];
  const suites = groups.map((group) =>
    suiteOf(
      group,
      cases.filter((one) => one.group === group),
      address,
      startedAt,
    ),
  );
  const all = countsOf(cases.length, counts.fail, counts.skipped);
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="asarg specialist conform" ${all} time="${seconds(durationMs)}">
${suites.join('')}</testsuites>
`;
}

function suiteOf(
  group: string,
  cases: readonly CaseResult[],
  address: string,
  startedAt: string,
): string {
  const count = (result: CaseResult['result']): number =>
    cases.filter((one) => one.result === result).length;
  const time = seconds(cases.reduce((total, { durationMs }) => total + durationMs, 0));
  const counts = countsOf(cases.length, count('fail'), count('skipped'));
  const attributes =
    `name="${escaped(group)}" ${counts} time="${time}" ` +
    `timestamp="${startedAt.slice(0, 19)}" hostname="${escaped(address)}"`;
  return `  <testsuite ${attributes}>\n${cases.map(caseOf).join('')}  </testsuite>\n`;
}

function caseOf({ id, group, result, expected, found, durationMs }: CaseResult): string {
  const attributes = `classname="${escaped(group)}" name="${escaped(id)}" time="${seconds(durationMs)}"`;
  if (result === 'pass') {
    return `    <testcase ${attributes}/>\n`;
  }
  const inner =
    result === 'skipped'
      ? `<skipped message="${escaped(found)}"/>`
      : `<failure type="conformance" message="${escaped(found)}">` +
        `${escaped(`expected: ${expected}\nfound: ${found}`)}</failure>`;
  return `    <testcase ${attributes}>\n      ${inner}\n    </testcase>\n`;
}

function countsOf(tests: number, failures: number, skipped: number): string {
  return `tests="${tests}" failures="${failures}" errors="0" skipped="${skipped}"`;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

/** Text as XML 1.0 takes it: what a server said may hold anything. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll(/[&<>"\n\r\t]/g, (sign) => entities[sign]!);
}
