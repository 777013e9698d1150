// SPDX-License-Identifier: Apache-2.0
import type { CaseResult, ConformanceReport } from '@asarg/conformance';
import { expect, test } from 'vitest';
import { describeTerminal } from '../terminal.js';
import { renderCase, renderCases, renderSummary } from './render-conformance.js';

const plain = describeTerminal({ isTTY: true, columns: 72 }, { NO_COLOR: '1', LANG: 'C.UTF-8' });
const colour = describeTerminal({ isTTY: true, columns: 72 }, { LANG: 'C.UTF-8' });

const failed: CaseResult = {
  id: 'frame.digest',
  group: 'input',
  result: 'fail',
  expected: 'INVALID_ARGUMENT, saying what was found, for a frame whose digest is of other pixels.',
  found: 'OK\u001B[31m',
  durationMs: 12,
};

test('a passed case is a line, a failed one says what was expected and found', () => {
  const passed: CaseResult = { ...failed, result: 'pass', found: 'equal bits' };
  const skipped: CaseResult = { ...failed, result: 'skipped', found: `not ${'so '.repeat(30)}` };
  const lines = [passed, skipped, failed].map((one) => renderCase(one, plain)).join('\n');
  expect(lines.split('\n')).toEqual([
    '  ✔ frame.digest              equal bits                           12 ms',
    '  – frame.digest              not so so so so so so so so so so …  12 ms',
    '  ✘ frame.digest                                                   12 ms',
    '      expected  INVALID_ARGUMENT, saying what was found, for a frame',
    '                whose digest is of other pixels.',
    '      found     OK [31m',
  ]);
});

test('colour only where there is colour', () => {
  // eslint-disable-next-line no-control-regex
  const escapes = /\u001B/;
  expect(renderCase(failed, plain)).not.toMatch(escapes);
  expect(renderCase(failed, colour)).toMatch(escapes);
});

test('the summary counts and names what failed', () => {
  const report: ConformanceReport = {
    address: '127.0.0.1:7020',
    model: { name: 'm', version: '1.0.0', digest: '', licence: '' },
    passed: false,
    counts: { pass: 5, fail: 1, skipped: 2 },
    cases: [failed],
    startedAt: '',
    durationMs: 2500,
  };
  expect(renderSummary(report, plain)).toBe(
    '✘ m 1.0.0 at 127.0.0.1:7020: 5 passed, 1 failed, 2 skipped, 2.50 s\n  failed: frame.digest',
  );
});

test('the list has every case below its group', () => {
  const other = { ...failed, id: 'health.server', group: 'health', expected: 'Up.' } as const;
  expect(renderCases([failed, failed, other])).toMatch(
    /^input\n {2}frame\.digest +INVALID.*\n {2}frame\.digest .*\n\nhealth\n {2}health\.server +Up\.\n$/,
  );
});
