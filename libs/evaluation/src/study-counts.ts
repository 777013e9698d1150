// SPDX-License-Identifier: Apache-2.0
import { findingLabels } from '@asarg/grounding';
import { contradictsItself } from './clinical/self-contradiction.js';
import { labelMaskOf, type LabelMask } from './clinical/label-mask.js';
import { mentionsPrior } from './clinical/prior-words.js';
import { bleuCounts, bleuOrders } from './text/bleu.js';
import { cleanText, wordsOf } from './text/clean-text.js';
import { meteorCounts } from './text/meteor.js';
import { rougeL } from './text/rouge-l.js';

/**
 * What one study adds to every score, as numbers that may be summed over studies (and seeds) in
 * any order. All scores are functions of the sum, which is what makes thousands of resamples cheap.
 */
export type StudyCounts = Float64Array;

const labelCount = findingLabels.length;

/** Where each count lies in a StudyCounts. */
export const at = layout({
  truePositive: labelCount,
  falsePositive: labelCount,
  falseNegative: labelCount,
  examplePrecision: 1,
  exampleRecall: 1,
  exampleF1: 1,
  clipped: bleuOrders,
  guessed: bleuOrders,
  candidateLength: 1,
  referenceLength: 1,
  rougeL: 1,
  meteorWeighted: 1,
  meteorMatches: 1,
  meteorChunks: 1,
  words: 1,
  prior: 1,
  contradiction: 1,
  studies: 1,
});

/** A candidate text and what it is held against; labels are worked out unless given. */
export interface ScoredStudy {
  readonly id: string;
  readonly text: string;
  readonly reference: string;
  readonly labels?: LabelMask;
  readonly referenceLabels?: LabelMask;
}

/** All counts of one study. */
export function countStudy(study: ScoredStudy): StudyCounts {
  const counts = new Float64Array(at.length);
  const labels = study.labels ?? labelMaskOf(study.text);
  countLabels(counts, labels, study.referenceLabels ?? labelMaskOf(study.reference));
  const candidate = wordsOf(cleanText(study.text));
  const reference = wordsOf(cleanText(study.reference));
  const bleu = bleuCounts(candidate, reference);
  counts.set(bleu.clipped, at.clipped);
  counts.set(bleu.guessed, at.guessed);
  counts[at.candidateLength] = candidate.length;
  counts[at.referenceLength] = reference.length;
  counts[at.rougeL] = rougeL(candidate, reference);
  const meteor = meteorCounts(candidate, reference);
  counts[at.meteorWeighted] = meteor.weighted;
  counts[at.meteorMatches] = meteor.matches;
  counts[at.meteorChunks] = meteor.chunks;
  counts[at.words] = candidate.filter((word) => word !== '.').length;
  counts[at.prior] = Number(mentionsPrior(study.text));
  counts[at.contradiction] = Number(contradictsItself(study.text));
  counts[at.studies] = 1;
  return counts;
}

/** Writes the label counts of one study. */
export function countLabels(counts: StudyCounts, labels: LabelMask, truth: LabelMask): void {
  let [tp, fp, fn] = [0, 0, 0];
  for (let k = 0; k < labelCount; k++) {
    const [said, is] = [(labels >> k) & 1, (truth >> k) & 1];
    tp += counts[at.truePositive + k] = said & is;
    fp += counts[at.falsePositive + k] = said & (1 - is);
    fn += counts[at.falseNegative + k] = (1 - said) & is;
  }
  // A study without a positive on either side counts 0, as in PromptMRG.
  counts[at.examplePrecision] = tp > 0 ? tp / (tp + fp) : 0;
  counts[at.exampleRecall] = tp > 0 ? tp / (tp + fn) : 0;
  counts[at.exampleF1] = tp > 0 ? tp / (tp + 0.5 * (fp + fn)) : 0;
}

/** Adds up some studies. @throws Error if they are not of this layout. */
export function sumCounts(rows: readonly StudyCounts[]): StudyCounts {
  const sum = new Float64Array(at.length);
  for (const row of rows) {
    if (row.length !== sum.length) {
      throw new Error(`expected ${sum.length} counts per study, found ${row.length}`);
    }
    for (let k = 0; k < sum.length; k++) sum[k]! += row[k]!;
  }
  return sum;
}

function layout<Name extends string>(
  sizes: Readonly<Record<Name, number>>,
): Readonly<Record<Name | 'length', number>> {
  let length = 0;
  const offsets: Record<string, number> = {};
  for (const [name, size] of Object.entries<number>(sizes)) {
    offsets[name] = length;
    length += size;
  }
  return { ...offsets, length } as Record<Name | 'length', number>;
}
