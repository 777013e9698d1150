// SPDX-License-Identifier: Apache-2.0
import { findingLabels, type FindingLabel } from '@asarg/grounding';
import { at, type StudyCounts } from './study-counts.js';
import { bleuOf, bleuOrders } from './text/bleu.js';
import { meteorLabel, meteorOf } from './text/meteor.js';

/** A score of a set of studies. */
export interface Metric {
  /** Name in JSON. */
  readonly key: string;
  /** Name for people. */
  readonly label: string;
  /** The score of summed counts. */
  of(sum: StudyCounts): number;
}

const all = findingLabels.map((_, k) => k);
const groups = {
  14: all,
  13: all.slice(0, 13),
  5: (['Cardiomegaly', 'Edema', 'Consolidation', 'Atelectasis', 'Pleural Effusion'] as const).map(
    (label) => findingLabels.indexOf(label),
  ),
} as const;

type Flavour = 'Precision' | 'Recall' | '';
const ofCounts: Readonly<Record<Flavour, (tp: number, fp: number, fn: number) => number>> = {
  Precision: (tp, fp) => tp / Math.max(1, tp + fp),
  Recall: (tp, _, fn) => tp / Math.max(1, tp + fn),
  '': (tp, fp, fn) => (2 * tp) / Math.max(1, 2 * tp + fp + fn),
};

function labelMetrics(size: keyof typeof groups, flavour: Flavour): Metric[] {
  const columns = groups[size];
  const score = ofCounts[flavour];
  const one = (sum: StudyCounts, k: number): [number, number, number] => [
    sum[at.truePositive + k]!,
    sum[at.falsePositive + k]!,
    sum[at.falseNegative + k]!,
  ];
  const name = flavour === '' ? 'F1' : flavour.toLowerCase();
  return [
    {
      key: `micro${size}${flavour}`,
      label: `micro-${size} ${name}`,
      of(sum) {
        let [tp, fp, fn] = [0, 0, 0];
        for (const k of columns) {
          const [a, b, c] = one(sum, k);
          [tp, fp, fn] = [tp + a, fp + b, fn + c];
        }
        return score(tp, fp, fn);
      },
    },
    {
      key: `macro${size}${flavour}`,
      label: `macro-${size} ${name}`,
      of: (sum) => columns.reduce((total, k) => total + score(...one(sum, k)), 0) / columns.length,
    },
  ];
}

function meanOf(key: string, label: string, offset: number): Metric {
  return { key, label, of: (sum) => sum[offset]! / Math.max(1, sum[at.studies]!) };
}

function bleu(n: number): Metric {
  return {
    key: `bleu${n}`,
    label: `BLEU-${n}`,
    of: (sum) =>
      bleuOf(
        {
          clipped: [...sum.subarray(at.clipped, at.clipped + bleuOrders)],
          guessed: [...sum.subarray(at.guessed, at.guessed + bleuOrders)],
        },
        sum[at.candidateLength]!,
        sum[at.referenceLength]!,
        n,
      ),
  };
}

/**
 * Every score of a report, in the order in which they are shown. F1 and its parts are over
 * CheXpert-lite labels with U-zeros: micro and macro over all 14, the 13 without No Finding, and
 * 5 (cardiomegaly, edema, consolidation, atelectasis, effusion); "example" is the mean over studies.
 */
export const metrics: readonly Metric[] = [
  ...([13, 5, 14] as const).flatMap((size) => labelMetrics(size, '')),
  meanOf('example14', 'example-14 F1', at.exampleF1),
  ...[1, 2, 3, 4].map(bleu),
  meanOf('rougeL', 'ROUGE-L', at.rougeL),
  {
    key: 'meteor',
    label: meteorLabel,
    of: (sum) =>
      meteorOf(
        {
          weighted: sum[at.meteorWeighted]!,
          matches: sum[at.meteorMatches]!,
          chunks: sum[at.meteorChunks]!,
        },
        sum[at.candidateLength]!,
        sum[at.referenceLength]!,
      ),
  },
  ...([13, 5, 14] as const).flatMap((size) =>
    (['Precision', 'Recall'] as const).flatMap((flavour) => labelMetrics(size, flavour)),
  ),
  meanOf('example14Precision', 'example-14 precision', at.examplePrecision),
  meanOf('example14Recall', 'example-14 recall', at.exampleRecall),
  meanOf('words', 'words per report', at.words),
  meanOf('priorRate', 'compares with a prior', at.prior),
  meanOf('contradictionRate', 'contradicts itself', at.contradiction),
];

/** @throws Error for an unknown key. */
export function metricOf(key: string): Metric {
  const found = metrics.find((metric) => metric.key === key);
  if (!found) {
    throw new Error(`expected a metric of ${metrics.map((m) => m.key).join(', ')}; found "${key}"`);
  }
  return found;
}

/** One label's own scores. */
export interface ClassScore {
  readonly label: FindingLabel;
  /** Studies whose reference has it. */
  readonly support: number;
  /** Studies whose candidate has it. */
  readonly predicted: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** Scores per label, in the order of the labels. */
export function classScores(sum: StudyCounts): ClassScore[] {
  return findingLabels.map((label, k) => {
    const tp = sum[at.truePositive + k]!;
    const fp = sum[at.falsePositive + k]!;
    const fn = sum[at.falseNegative + k]!;
    return {
      label,
      support: tp + fn,
      predicted: tp + fp,
      precision: ofCounts.Precision(tp, fp, fn),
      recall: ofCounts.Recall(tp, fp, fn),
      f1: ofCounts[''](tp, fp, fn),
    };
  });
}
