// SPDX-License-Identifier: Apache-2.0
import { aucOf, bootstrapOf, percentile, type ScoredCase } from '@asarg/evaluation';
import { labelReport } from '@asarg/grounding';
import { openReportDirectory } from '../data/report-directory.js';
import { score, textTable } from '../text-table.js';
import type { SegmentationOutcome, SegmentationTask } from './eval-segmentation.js';

const percents = [5, 25, 50, 75, 95];

/** The heart's ratio on films against what their reports say of its size. */
export async function evalRatio({ command, each }: SegmentationTask): Promise<SegmentationOutcome> {
  const { studies } = await openReportDirectory(command.data);
  const splits = new Set(studies.map(({ split }) => split));
  const split = command.split ?? (splits.has('val') ? 'val' : 'all');
  const chosen = studies
    .filter((one) => split === 'all' || one.split === split)
    .slice(0, command.limit);
  const byFilm = new Map(chosen.map((study) => [study.image, study]));
  const rows: { id: string; ratio: number | undefined; cardiomegaly: boolean }[] = [];
  await each([...byFilm.keys()], async (film, { ratio }) => {
    const { id, reference } = byFilm.get(film)!;
    rows.push({ id, ratio, cardiomegaly: labelReport(reference).Cardiomegaly === 1 });
  });
  const cases = rows.flatMap(({ ratio, cardiomegaly }): ScoredCase[] =>
    ratio === undefined ? [] : [{ score: ratio, positive: cardiomegaly }],
  );
  const sorted = cases.map((one) => one.score).sort((a, b) => a - b);
  const auc = aucOf(cases);
  const interval = Number.isNaN(auc) ? undefined : bootstrapOf(cases, aucOf);
  const undefinedShare = rows.length > 0 ? 1 - cases.length / rows.length : 0;
  const percentiles = Object.fromEntries(percents.map((p) => [p, percentile(sorted, p)]));
  const positives = cases.filter(({ positive }) => positive).length;
  const text = [
    `\n${rows.length} studies, split ${split}: cardiothoracic ratio against reported cardiomegaly\n\n`,
    textTable(
      ['', 'value'],
      [
        ['AUC', `${score(auc)}${interval ? ` [${interval.map(score).join(', ')}]` : ''}`],
        ['studies with cardiomegaly', String(positives)],
        ['undefined', `${(100 * undefinedShare).toFixed(1)} %`],
        ...percents.map((p) => [`percentile ${p}`, score(percentiles[p])]),
      ],
    ),
  ].join('');
  return {
    text,
    json: {
      schema: 'asarg.eval-ratio/1',
      split,
      studies: rows.length,
      auc,
      interval,
      positives,
      undefinedShare,
      percentiles,
      rows,
    },
  };
}
