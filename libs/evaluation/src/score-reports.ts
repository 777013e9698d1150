// SPDX-License-Identifier: Apache-2.0
import { isAbnormal, labelMaskOf, type LabelMask } from './clinical/label-mask.js';
import { classScores, metrics, type ClassScore } from './metrics.js';
import {
  bootstrapIntervals,
  type BootstrapOptions,
  type Interval,
} from './statistics/bootstrap.js';
import { shuffledControl, type ShuffledControl } from './statistics/shuffled-control.js';
import { countStudy, sumCounts, type ScoredStudy, type StudyCounts } from './study-counts.js';
import { cleanText } from './text/clean-text.js';

/** A score with its 95 % bootstrap interval over studies. */
export interface MetricValue {
  readonly value: number;
  readonly interval: Interval;
}

/** Scores of some of the studies. */
export interface SubsetScores {
  readonly studies: number;
  readonly distinctReports: number;
  /** By metric key. */
  readonly metrics: Readonly<Record<string, MetricValue>>;
  readonly classes: readonly ClassScore[];
}

export const subsetNames = ['all', 'nonDuplicate', 'abnormal'] as const;

/**
 * `all`; `nonDuplicate`: the reference is not verbatim, after cleaning, among the training
 * reports; `abnormal`: the reference is not "No Finding".
 */
export type SubsetName = (typeof subsetNames)[number];

/** Everything that is said of one system's reports. */
export interface ReportScores {
  /** Subsets without studies are left out. */
  readonly subsets: Partial<Readonly<Record<SubsetName, SubsetScores>>>;
  readonly shuffled: ShuffledControl;
}

/** Studies with their labels and counts worked out. */
export interface CountedStudy extends ScoredStudy {
  readonly labels: LabelMask;
  readonly referenceLabels: LabelMask;
  readonly counts: StudyCounts;
}

/** Labels and counts of studies; the slow part of scoring, done once. */
export function countStudies(studies: readonly ScoredStudy[]): CountedStudy[] {
  return studies.map((study) => {
    const labels = study.labels ?? labelMaskOf(study.text);
    const referenceLabels = study.referenceLabels ?? labelMaskOf(study.reference);
    const known = { ...study, labels, referenceLabels };
    return { ...known, counts: countStudy(known) };
  });
}

/**
 * Scores reports.
 * @param trainingReports - references a model may have seen; for the subset `nonDuplicate`.
 * @throws Error when there is no study.
 */
export function scoreReports(
  studies: readonly CountedStudy[],
  trainingReports: readonly string[] = [],
  options: BootstrapOptions = {},
): ReportScores {
  if (studies.length === 0) throw new Error('expected at least one study to score, found none');
  const seen = new Set(trainingReports.map(cleanText));
  const members: Readonly<Record<SubsetName, readonly CountedStudy[]>> = {
    all: studies,
    nonDuplicate: studies.filter((study) => !seen.has(cleanText(study.reference))),
    abnormal: studies.filter((study) => isAbnormal(study.referenceLabels)),
  };
  const scored = subsetNames
    .filter((name) => members[name].length > 0)
    .map((name) => [name, scoreSubset(members[name], options)] as const);
  return {
    subsets: Object.fromEntries(scored),
    shuffled: shuffledControl(
      studies.map((study) => study.labels),
      studies.map((study) => study.referenceLabels),
      { seed: options.seed },
    ),
  };
}

function scoreSubset(studies: readonly CountedStudy[], options: BootstrapOptions): SubsetScores {
  const rows = studies.map((study) => study.counts);
  const sum = sumCounts(rows);
  const intervals = bootstrapIntervals(rows, metrics, options);
  return {
    studies: studies.length,
    distinctReports: new Set(studies.map((study) => study.text)).size,
    metrics: Object.fromEntries(
      metrics.map(({ key, of }) => [key, { value: of(sum), interval: intervals[key]! }]),
    ),
    classes: classScores(sum),
  };
}
