// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { junitOf } from './junit-of.js';
import type { CaseResult, ConformanceReport } from './kit/case-result.js';

function reportOf(cases: readonly CaseResult[]): ConformanceReport {
  const count = (result: string) => cases.filter((one) => one.result === result).length;
  return {
    address: '127.0.0.1:7020',
    passed: false,
    counts: { pass: count('pass'), fail: count('fail'), skipped: count('skipped') },
    cases,
    startedAt: '2026-01-02T03:04:05.678Z',
    durationMs: 1234,
  };
}

const caseOf = (change: Partial<CaseResult>): CaseResult => ({
  id: 'a.b',
  group: 'input',
  result: 'pass',
  expected: 'It works.',
  found: '',
  durationMs: 10,
  ...change,
});

test('a report is suites of cases, with counts, failures and reasons', () => {
  const xml = junitOf(
    reportOf([
      caseOf({}),
      caseOf({ id: 'a.c', result: 'fail', found: 'found <5> & "6"' }),
      caseOf({ id: 'h.d', group: 'health', result: 'skipped', found: 'not offered' }),
    ]),
  );
  expect(xml).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="asarg specialist conform" tests="3" failures="1" errors="0" skipped="1" time="1.234">
  <testsuite name="input" tests="2" failures="1" errors="0" skipped="0" time="0.020" timestamp="2026-01-02T03:04:05" hostname="127.0.0.1:7020">
    <testcase classname="input" name="a.b" time="0.010"/>
    <testcase classname="input" name="a.c" time="0.010">
      <failure type="conformance" message="found &lt;5&gt; &amp; &quot;6&quot;">expected: It works.&#10;found: found &lt;5&gt; &amp; &quot;6&quot;</failure>
    </testcase>
  </testsuite>
  <testsuite name="health" tests="1" failures="0" errors="0" skipped="1" time="0.010" timestamp="2026-01-02T03:04:05" hostname="127.0.0.1:7020">
    <testcase classname="health" name="h.d" time="0.010">
      <skipped message="not offered"/>
    </testcase>
  </testsuite>
</testsuites>
`);
});

test('whatever a server said, the XML holds only characters and entities of XML 1.0', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (found) => {
      const xml = junitOf(reportOf([caseOf({ result: 'fail', found })]));
      expect(xml).toMatch(/^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u);
      const message = /message="([^"]*)"/.exec(xml)![1]!;
      expect(message).toMatch(/^(?:[^&<>"]|&(?:amp|lt|gt|quot|#10|#13|#9);)*$/);
    }),
  );
});
