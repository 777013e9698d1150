// SPDX-License-Identifier: Apache-2.0
import { labelerName, meteorLabel } from '@asarg/evaluation';
import { ladderSection } from './ladder-section.js';
import { modeSection } from './mode-section.js';
import { removalSection } from './removal-section.js';
import type { RunsFile } from './runs-file.js';
import type { Group } from './score-groups.js';

export interface DocumentContent {
  readonly runs: RunsFile;
  readonly groups: readonly Group[];
  readonly studies: number;
  /** Studies of the split that some run has no report of. */
  readonly leftOut: number;
  readonly swaps: number;
  /** Mode and path of each loss plot, relative to the document. */
  readonly plots: readonly { readonly title: string; readonly path: string }[];
}

/** The ablation document, all of it computed. */
export function ablationDocument(content: DocumentContent): string {
  const { runs, groups, studies, leftOut, swaps } = content;
  const modes = [...new Set(groups.map(({ mode }) => mode))];
  const intact = (mode: string): Group[] =>
    groups.filter((g) => g.mode === mode && g.removed === null);
  const seeds = Math.max(...groups.map((group) => group.seeds.length));
  const parts = [
    '# Results of the ablation',
    '',
    'Written by `asarg eval ablation` from the reports that the runs wrote; do not edit by hand.',
    '',
    `${studies} studies of split \`${runs.split}\`${leftOut > 0 ? ` (${leftOut} more lack a report of some run and are left out)` : ''}, up to ${seeds} seed${seeds > 1 ? 's' : ''} per variant. Labels are **${labelerName}** ones with uncertain taken as absent, from rules and not from CheXbert, so no number here can be set beside a published CheXbert F1. micro-13 leaves No Finding out: micro-14 and example-14 reward a constant normal report.`,
    '',
    `Means are over seeds. Intervals (95 %) resample studies and pool the seeds, so they do not hold the variance of training. p-values are two-sided, by paired approximate randomisation with ${swaps.toLocaleString('en')} swaps, all seeds of a study swapped together; the differences tested are those of the pooled seeds, which may be a little off the difference of the means. Many p-values are shown and none is corrected for that.`,
    '',
    ...modes.flatMap((mode) => modeSection(runs, swaps, mode, intact(mode))),
    ...removalSection(runs, groups, swaps),
    ...ladderSection(groups, swaps, modes),
    ...plotSection(content.plots),
    ...(runs.notes.length > 0
      ? ['## Notes of the trainer', '', ...runs.notes.map((note) => `- ${note}`), '']
      : []),
    '## Limits',
    '',
    `- One data set, one split of ${studies} studies: differences of a few hundredths of F1 are within the intervals.`,
    '- Labels are automatic, of the reference as of the candidate.',
    `- ${meteorLabel}: without synonyms and paraphrases.`,
    '- Research use only, not for diagnosis.',
    '',
  ];
  return parts.join('\n');
}

function plotSection(plots: DocumentContent['plots']): string[] {
  if (plots.length === 0) return [];
  return ['## Plots', '', ...plots.flatMap(({ title, path }) => [`![${title}](${path})`, ''])];
}
