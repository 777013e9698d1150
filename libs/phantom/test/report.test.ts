// SPDX-License-Identifier: Apache-2.0
import { findingLabels, labelReport, labelText } from '@asarg/grounding';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawFinding } from '../src/findings/draw-findings.js';
import { kindFacts } from '../src/findings/finding.js';
import { labelsOf } from '../src/findings/labels.js';
import { findingKinds, planPhantom } from '../src/index.js';
import { createRandom } from '../src/random.js';
import { phrases } from '../src/report/phrases.js';
import { writeReport } from '../src/report/write-report.js';

function readBack(text: string) {
  const labels = labelReport(text);
  return Object.fromEntries(findingLabels.map((label) => [label, labels[label] === 1 ? 1 : 0]));
}

describe('the report of a phantom', () => {
  test('is read by the labeler as the labels, for any seed', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const { findings } = planPhantom({ seed });
        const report = writeReport(createRandom(seed), findings, 'PA');
        expect(readBack(report.text), report.text).toEqual(labelsOf(findings));
      }),
      { numRuns: 1500 },
    );
  });

  test.each(findingKinds)('says %s in every one of its phrasings', (kind) => {
    const finding = drawFinding(createRandom(1), kind);
    const { side = '', zone = '', grade } = finding;
    for (const both of kindFacts[kind].sided ? [false, true] : [false]) {
      for (const phrase of phrases[kind]) {
        const text = phrase({
          side: both ? 'bilateral' : side,
          zone,
          grade,
          both,
          size: 'small',
          degree: 'mild',
        });
        expect(readBack(text), text).toEqual(labelsOf([finding]));
      }
    }
  });

  test('says the side that it means', () => {
    for (let seed = 0; seed < 400; seed++) {
      const { findings } = planPhantom({
        seed,
        kinds: ['pleural effusion', 'pneumothorax', 'nodule'],
      });
      const { sentences } = writeReport(createRandom(seed), findings, 'AP');
      for (const sentence of sentences) {
        const [first, second] = sentence.findings;
        if (!first) continue;
        const expected = second ? 'bilateral' : first.side;
        const stated = labelText(sentence.text).filter(({ polarity }) => polarity === 'present');
        expect(
          stated.map(({ laterality }) => laterality),
          sentence.text,
        ).toContain(expected);
      }
    }
  });

  test('denies nothing that is there', () => {
    for (let seed = 0; seed < 500; seed++) {
      const { findings } = planPhantom({ seed });
      const labels = labelsOf(findings);
      for (const { denies } of writeReport(createRandom(seed), findings, 'PA').sentences) {
        for (const label of denies) expect(labels[label]).toBe(0);
      }
    }
  });
});
