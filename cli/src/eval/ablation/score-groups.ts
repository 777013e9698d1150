// SPDX-License-Identifier: Apache-2.0
import {
  bootstrapIntervals,
  countStudies,
  meanAndSd,
  metricOf,
  pairedTest,
  sumCounts,
  type Interval,
  type PairedDifference,
  type StudyCounts,
} from '@asarg/evaluation';
import type { Study } from '../data/report-directory.js';
import type { AblationRun } from './runs-file.js';

/** Scores of the document, in its column order. */
export const ablationMetrics = [
  'micro13',
  'micro5',
  'macro13',
  'micro14',
  'macro14',
  'example14',
  'bleu4',
  'rougeL',
  'meteor',
].map(metricOf);

/** The seeds of one variant, decoded one way, with one stream removed or none. */
export interface Group {
  readonly variant: string;
  readonly label: string;
  readonly classes: number | null;
  readonly mode: string;
  readonly removed: string | null;
  readonly seeds: readonly SeedScores[];
  /** By metric key: mean and sd over seeds, interval over studies with the seeds pooled. */
  readonly metrics: Readonly<
    Record<string, { readonly mean: number; readonly sd: number; readonly interval: Interval }>
  >;
  /** Mean over seeds. */
  readonly distinct: number;
  /** Per study, the sum over seeds: what paired tests swap. */
  readonly rows: readonly StudyCounts[];
}

export interface SeedScores {
  readonly seed: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly distinct: number;
}

/** Groups runs that differ in seed only, and scores them on the same studies. */
export function scoreGroups(runs: readonly AblationRun[], studies: readonly Study[]): Group[] {
  const groups = new Map<string, AblationRun[]>();
  for (const run of runs) {
    const key = JSON.stringify([run.variant, run.mode, run.removed]);
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return [...groups.values()].map((members) => scoreGroup(members, studies));
}

function scoreGroup(members: readonly AblationRun[], studies: readonly Study[]): Group {
  const perSeed = members.map(({ texts }) =>
    countStudies(studies.map(({ id, reference }) => ({ id, reference, text: texts.get(id)! }))).map(
      ({ counts }) => counts,
    ),
  );
  const rows = studies.map((_, k) => sumCounts(perSeed.map((counts) => counts[k]!)));
  const seeds = members.map(({ seed, texts }, s): SeedScores => {
    const sum = sumCounts(perSeed[s]!);
    return {
      seed,
      metrics: Object.fromEntries(ablationMetrics.map(({ key, of }) => [key, of(sum)])),
      distinct: new Set(studies.map(({ id }) => texts.get(id))).size,
    };
  });
  const intervals = bootstrapIntervals(rows, ablationMetrics);
  const { variant, label, classes, mode, removed } = members[0]!;
  return {
    variant,
    label,
    classes,
    mode,
    removed,
    seeds,
    rows,
    distinct: meanAndSd(seeds.map((one) => one.distinct)).mean,
    metrics: Object.fromEntries(
      ablationMetrics.map(({ key }) => [
        key,
        { ...meanAndSd(seeds.map((one) => one.metrics[key]!)), interval: intervals[key]! },
      ]),
    ),
  };
}

const known = new WeakMap<Group, Map<Group, Record<string, PairedDifference>>>();

/** First minus second of the pooled seeds, with p; seeds are swapped together, study by study. */
export function compareGroups(a: Group, b: Group, swaps: number): Record<string, PairedDifference> {
  const others = known.get(a) ?? new Map<Group, Record<string, PairedDifference>>();
  known.set(a, others);
  // The tables of the document ask for some pairs more than once.
  const test = others.get(b) ?? pairedTest(a.rows, b.rows, ablationMetrics, { swaps });
  others.set(b, test);
  return test;
}
