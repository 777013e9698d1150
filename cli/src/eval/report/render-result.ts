// SPDX-License-Identifier: Apache-2.0
import {
  labelerName,
  meteorLabel,
  subsetNames,
  type ReportScores,
  type SubsetScores,
} from '@asarg/evaluation';
import { score, textTable } from '../text-table.js';
import type { ReportResult } from './result.js';

const mainMetrics = [
  ['micro13', 'micro-13'],
  ['micro5', 'micro-5'],
  ['macro13', 'macro-13'],
  ['micro14', 'micro-14'],
  ['macro14', 'macro-14'],
  ['example14', 'example-14'],
  ['bleu1', 'BLEU-1'],
  ['bleu2', 'BLEU-2'],
  ['bleu3', 'BLEU-3'],
  ['bleu4', 'BLEU-4'],
  ['rougeL', 'ROUGE-L'],
  ['meteor', 'METEOR *'],
  ['priorRate', 'mentions a prior'],
  ['contradictionRate', 'contradicts itself'],
] as const;
const testedMetrics = ['micro13', 'micro5', 'bleu4'];
const floorMetrics = [
  'micro13',
  'micro5',
  'macro13',
  'micro14',
  'example14',
  'bleu4',
  'rougeL',
] as const;
const subsetTitles = { all: 'all', nonDuplicate: 'not in training', abnormal: 'abnormal' } as const;

/** The result for people, 80 columns or a little more. */
export function renderResult(result: ReportResult): string {
  const { scores, split, name, failures } = result;
  const parts = [
    `\n${name}: ${scores.subsets.all?.studies ?? 0} studies, split ${split}; labels by ${labelerName}, U-zeros\n\n`,
  ];
  parts.push(mainTable(scores));
  parts.push(`\n  * ${meteorLabel}. In brackets: 95 % bootstrap intervals over studies.\n`);
  const { micro13, micro5, permutations } = scores.shuffled;
  parts.push(
    `  reports shuffled among studies: micro-13 ${score(micro13)}, micro-5 ${score(micro5)} (mean of ${permutations})\n`,
  );
  parts.push(`\nPer label\n${classTable(scores.subsets.all)}`);
  if (result.verdicts)
    parts.push(`\nVerdicts against the reference reports\n${verdictTable(result)}`);
  if (result.floors) parts.push(`\nFloors\n${floorTable(result)}`);
  if (result.folds)
    parts.push(
      `\nFolds: mean and sd over ${result.folds['reports']?.folds ?? 0}\n${foldTable(result)}`,
    );
  if (result.chexbert)
    parts.push(`\nCheXbert labels (your weights)\n${mainTable(result.chexbert)}`);
  if (result.radgraph) {
    const { f1, interval, studies } = result.radgraph;
    parts.push(
      `\nRadGraph F1 (partial reward) ${score(f1)} [${interval.map(score).join(', ')}] on ${studies} studies\n`,
    );
  }
  if (result.partial > 0)
    parts.push(`\n${result.partial} reports are PARTIAL: a specialist was missing or left out\n`);
  if (failures.length > 0) {
    parts.push(`\n${failures.length} studies failed and are not in the scores:\n`);
    parts.push(...failures.map(({ id, reason }) => `  ${id}: ${reason}\n`));
  }
  return parts.join('');
}

function mainTable({ subsets }: ReportScores): string {
  const names = subsetNames.filter((name) => subsets[name]);
  const cell = (subset: SubsetScores | undefined, key: string): string => {
    const metric = subset?.metrics[key];
    return metric ? `${score(metric.value)} [${metric.interval.map(score).join(', ')}]` : '-';
  };
  return textTable(
    ['', ...names.map((name) => `${subsetTitles[name]} (${subsets[name]?.studies ?? 0})`)],
    [
      ...mainMetrics.map(([key, title]) => [
        title,
        ...names.map((name) => cell(subsets[name], key)),
      ]),
      ['distinct reports', ...names.map((name) => String(subsets[name]?.distinctReports ?? 0))],
      [
        'words per report',
        ...names.map((name) => (subsets[name]?.metrics['words']?.value ?? 0).toFixed(1)),
      ],
    ],
  );
}

function classTable(subset: SubsetScores | undefined): string {
  return textTable(
    ['', 'reference', 'reports', 'precision', 'recall', 'F1'],
    (subset?.classes ?? []).map((one) => [
      one.label,
      String(one.support),
      String(one.predicted),
      ...[one.precision, one.recall, one.f1].map(score),
    ]),
  );
}

function verdictTable({ verdicts = [] }: ReportResult): string {
  return textTable(
    ['', 'stated', 'confirmed', 'denied', 'confirmed/stated', 'of those mentioned'],
    verdicts
      .filter(({ stated }) => stated > 0)
      .map((one) => [
        `${one.verdict.replace('_', ' ')}, ${one.polarity}`,
        ...[one.stated, one.confirmed, one.denied].map(String),
        ...[one.precision, one.agreement].map(score),
      ]),
  );
}

function floorTable({ floors = {}, scores }: ReportResult): string {
  const cells = ({ subsets }: ReportScores): string[] => [
    ...floorMetrics.map((key) => score(subsets.all?.metrics[key]?.value)),
    String(subsets.all?.distinctReports ?? 0),
  ];
  const rows = Object.entries(floors).map(([name, floor]) => [
    name,
    ...cells(floor),
    ...testedMetrics.map((key) => floor.differences[key]?.p.toFixed(4) ?? '-'),
  ]);
  return `${textTable(
    ['', 'mi13', 'mi5', 'ma13', 'mi14', 'ex14', 'B4', 'RL', 'distinct', 'p mi13', 'p mi5', 'p B4'],
    [...rows, ['the reports', ...cells(scores), '', '', '']],
  )}  p: reports against floor, two-sided, paired approximate randomisation\n`;
}

function foldTable({ folds = {} }: ReportResult): string {
  return textTable(
    ['', 'micro-13', 'micro-5', 'micro-14', 'BLEU-4'],
    Object.entries(folds).map(([name, { metrics }]) => [
      name === 'reports' ? 'the reports' : name,
      ...['micro13', 'micro5', 'micro14', 'bleu4'].map((key) => {
        const { mean, sd } = metrics[key] ?? { mean: NaN, sd: NaN };
        return `${score(mean)} ± ${score(sd)}`;
      }),
    ]),
  );
}
