// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findingLabels, type Finding } from './finding.js';
import { labelText } from './labeler.js';
import { labelReport } from './report-labels.js';
import { labelerRules } from './rules.js';

interface Golden {
  readonly sentences: readonly { readonly text: string; readonly findings: readonly Finding[] }[];
  readonly reports: readonly { readonly text: string; readonly labels: object }[];
}
const golden = JSON.parse(
  readFileSync(new URL('../rules/golden.json', import.meta.url), 'utf8'),
) as Golden;

const words =
  'no left right small effusion heart enlarged normal and or pneumothorax opacity may represent ' +
  'is not seen bibasilar . ;';
const speech = fc
  .array(fc.constantFrom(...words.split(' ')), { maxLength: 24 })
  .map((w) => w.join(' '));

function sorted(findings: readonly Finding[]): string[] {
  return findings
    .map((f) => `${f.label}|${f.polarity}|${f.certainty}|${f.laterality}`)
    .sort((a, b) => a.localeCompare(b));
}

describe('labelText()', () => {
  it.each(golden.sentences.map((s) => [s.text, s.findings] as const))(
    'should label the golden sentence "%s"',
    (text, findings) => {
      expect(sorted(labelText(text))).toEqual(sorted(findings));
    },
  );

  it('should label any string without throwing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string(), speech), (text) => {
        for (const finding of labelText(text)) expect(findingLabels).toContain(finding.label);
      }),
    );
  });

  it('should not depend on case or on the sentences around', () => {
    fc.assert(
      fc.property(speech, speech, (a, b) => {
        expect(labelText(a.toUpperCase())).toEqual(labelText(a));
        expect(labelText(`${a}. ${b}`)).toEqual([...labelText(a), ...labelText(b)]);
      }),
    );
  });

  it('should know the 14 labels in the order of the rules', () => {
    const known = labelerRules().labels.map((rules) => rules.label);
    expect([...known, 'No Finding']).toEqual([...findingLabels]);
  });
});

describe('labelReport()', () => {
  it.each(golden.reports.map((r) => [r.text, r.labels] as const))(
    'should label the golden report "%s"',
    (text, labels) => {
      expect(labelReport(text)).toEqual(labels);
    },
  );
});
