// SPDX-License-Identifier: Apache-2.0
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskOfLabels } from './clinical/label-mask.js';
import { metricOf, metrics } from './metrics.js';
import { countStudies, scoreReports } from './score-reports.js';
import { sumCounts } from './study-counts.js';

const study = (id: string, labels: readonly string[], truth: readonly string[]) => ({
  id,
  text: 'a b',
  reference: 'a b',
  labels: maskOfLabels(labels),
  referenceLabels: maskOfLabels(truth),
});
const mask = fc.integer({ min: 0, max: (1 << 14) - 1 });

// By hand: cardiomegaly tp 1 fn 1, effusion fp 1, edema fn 1, No Finding tp 1.
const studies = countStudies([
  study('1', ['Cardiomegaly', 'Pleural Effusion'], ['Cardiomegaly', 'Edema']),
  study('2', ['No Finding'], ['No Finding']),
  study('3', [], ['Cardiomegaly']),
]);

describe('label scores', () => {
  it.each([
    ['micro14', 4 / 7],
    ['micro13', 2 / 5],
    ['micro5', 2 / 5],
    ['macro5', 2 / 3 / 5],
    ['macro13', 2 / 3 / 13],
    ['macro14', (2 / 3 + 1) / 14],
    ['micro13Precision', 1 / 2],
    ['micro13Recall', 1 / 3],
    ['example14', (0.5 + 1 + 0) / 3],
    ['example14Precision', (0.5 + 1 + 0) / 3],
  ])('%s', (key, expected) => {
    const sum = sumCounts(studies.map(({ counts }) => counts));
    expect(metricOf(key).of(sum)).toBeCloseTo(expected, 12);
  });

  it('gives each label its support', () => {
    const { classes } = scoreReports(studies).subsets.all!;
    expect(classes.find(({ label }) => label === 'Cardiomegaly')).toEqual({
      label: 'Cardiomegaly',
      support: 2,
      predicted: 1,
      precision: 1,
      recall: 0.5,
      f1: 2 / 3,
    });
  });

  it('F1 does not change when candidate and reference change places', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(mask, mask), { minLength: 1, maxLength: 8 }), (pairs) => {
        const sumOf = (swap: boolean) =>
          sumCounts(
            countStudies(
              pairs.map(([a, b], k) => {
                const [labels, referenceLabels] = swap ? [b, a] : [a, b];
                return { id: String(k), text: '', reference: '', labels, referenceLabels };
              }),
            ).map(({ counts }) => counts),
          );
        for (const key of ['micro14', 'micro13', 'micro5', 'macro14', 'macro13', 'example14']) {
          expect(metricOf(key).of(sumOf(true))).toBeCloseTo(metricOf(key).of(sumOf(false)), 12);
        }
      }),
    );
  });
});

describe('scoreReports', () => {
  const texts = countStudies([
    { id: '1', text: 'The heart is enlarged.', reference: 'Cardiomegaly.' },
    { id: '2', text: 'The lungs are clear.', reference: 'No pleural effusion.' },
    { id: '3', text: 'Unchanged left effusion. No left effusion.', reference: 'Left effusion.' },
  ]);

  it('labels texts by rules and keeps subsets apart', () => {
    const { subsets } = scoreReports(texts, ['CARDIOMEGALY']);
    expect(subsets.all?.metrics['micro13']?.value).toBe(1);
    expect(subsets.nonDuplicate?.studies).toBe(2);
    expect(subsets.abnormal?.studies).toBe(2);
    expect(subsets.all?.distinctReports).toBe(3);
  });

  it('finds comparisons with priors and contradictions', () => {
    const { metrics } = scoreReports(texts).subsets.all!;
    expect(metrics['priorRate']?.value).toBeCloseTo(1 / 3, 12);
    expect(metrics['contradictionRate']?.value).toBeCloseTo(1 / 3, 12);
  });

  it('gives equal results for equal seeds, and intervals that hold the value', () => {
    const first = scoreReports(texts, [], { seed: 7 });
    expect(scoreReports(texts, [], { seed: 7 })).toEqual(first);
    for (const { key } of metrics.slice(0, 7)) {
      const { value, interval } = first.subsets.all!.metrics[key]!;
      expect(interval[0]).toBeLessThanOrEqual(value + 1e-9);
      expect(interval[1]).toBeGreaterThanOrEqual(value - 1e-9);
    }
  });

  it('refuses nothing to score', () =>
    expect(() => scoreReports([])).toThrow(/expected at least one study/));
});
