// SPDX-License-Identifier: Apache-2.0
import { labelerName, meteorLabel, type PairedDifference } from '@asarg/evaluation';
import { ladderVerdict, measuredLadder, paperP212Against20 } from './ladder.js';
import { ablationMetrics, compareGroups, type Group } from './score-groups.js';
import type { RunsFile } from './runs-file.js';

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

const steering = 'micro13';
const three = (value: number): string => value.toFixed(3);
const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;
const pText = (p: number): string => (p < 0.001 ? '< 0.001' : p.toFixed(3));

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(header),
    line(header.map((_, k) => (k === 0 ? '---' : '---:'))),
    ...rows.map(line),
    '',
  ].join('\n');
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
    ...modes.flatMap((mode) => modeSection(content, mode, intact(mode))),
    ...removalSection(groups),
    ...ladderSection(content, modes),
    ...plotSection(content),
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

const metricHeader = [
  ...ablationMetrics.map(({ label }) => label.replace(/ F1$/, '').replace(/ \(.*/, ' *')),
  'distinct',
];

function groupRow(name: string, group: Group): string[] {
  return [
    name,
    String(group.seeds.length),
    ...ablationMetrics.map(({ key }) => {
      const { mean, sd } = group.metrics[key]!;
      return group.seeds.length > 1 ? `${three(mean)} ± ${three(sd)}` : three(mean);
    }),
    group.distinct.toFixed(0),
  ];
}

function modeSection(
  { runs, swaps }: DocumentContent,
  mode: string,
  groups: readonly Group[],
): string[] {
  if (groups.length === 0) return [];
  const baseline = groups.find(({ variant }) => variant === runs.baseline);
  const out = [
    `## Decoding: ${mode}`,
    '',
    table(
      ['variant', 'seeds', ...metricHeader],
      groups.map((group) => groupRow(group.label, group)),
    ),
    `\\* ${meteorLabel}.`,
    '',
    'With 95 % intervals:',
    '',
    table(
      ['variant', 'micro-13', 'micro-5', 'BLEU-4', 'ROUGE-L'],
      groups.map(({ label, metrics }) => [
        label,
        ...['micro13', 'micro5', 'bleu4', 'rougeL'].map((key) => {
          const { mean, interval } = metrics[key]!;
          return `${three(mean)} [${interval.map(three).join(', ')}]`;
        }),
      ]),
    ),
  ];
  const tests: [string, Record<string, PairedDifference>][] = [];
  if (baseline) {
    for (const group of groups.filter((one) => one !== baseline)) {
      tests.push([`${group.label} − ${baseline.label}`, compareGroups(group, baseline, swaps)]);
    }
  }
  const [many, few] = [
    groups.find((g) => g.variant === 'maps-212'),
    groups.find((g) => g.variant === 'maps-20'),
  ];
  if (many && few) tests.push([`${many.label} − ${few.label}`, compareGroups(many, few, swaps)]);
  if (tests.length > 0) {
    const shown = ['micro13', 'micro5', 'macro13', 'bleu4', 'rougeL'];
    out.push(
      'Differences and p:',
      '',
      table(
        ['', 'micro-13', 'p', 'micro-5', 'p', 'macro-13', 'p', 'BLEU-4', 'p', 'ROUGE-L', 'p'],
        tests.map(([name, test]) => [
          name,
          ...shown.flatMap((key) => [signed(test[key]!.difference), pText(test[key]!.p)]),
        ]),
      ),
      significance(tests),
      '',
    );
  } else if (!baseline) {
    out.push(`The baseline \`${runs.baseline}\` was not run in this mode: no p-values.`, '');
  }
  if (groups.some(({ seeds }) => seeds.length > 1)) {
    out.push(
      'Each seed:',
      '',
      table(
        ['variant', 'seed', ...metricHeader],
        groups.flatMap((group) =>
          group.seeds.map((one) => [
            group.label,
            String(one.seed),
            ...ablationMetrics.map(({ key }) => three(one.metrics[key]!)),
            String(one.distinct),
          ]),
        ),
      ),
    );
  }
  return out;
}

function significance(
  tests: readonly (readonly [string, Record<string, PairedDifference>])[],
): string {
  const named = (good: boolean): string[] =>
    tests
      .filter(([, test]) => test[steering]!.p < 0.05 && test[steering]!.difference > 0 === good)
      .map(
        ([name, test]) =>
          `${name} (${signed(test[steering]!.difference)}, p ${pText(test[steering]!.p)})`,
      );
  const [better, worse] = [named(true), named(false)];
  if (better.length + worse.length === 0) return 'No difference in micro-13 reaches p < 0.05.';
  return [
    better.length > 0 ? `Higher micro-13 with p < 0.05: ${better.join('; ')}.` : '',
    worse.length > 0 ? `Lower micro-13 with p < 0.05: ${worse.join('; ')}.` : '',
  ]
    .filter(Boolean)
    .join(' ');
}

function removalSection(groups: readonly Group[]): string[] {
  const removed = groups.filter((group) => group.removed !== null);
  if (removed.length === 0) return [];
  const rows = removed.flatMap((group) => {
    const whole = groups.find(
      (g) => g.variant === group.variant && g.mode === group.mode && g.removed === null,
    );
    const name = `${group.label}, ${group.mode}`;
    const row = groupRow(`${name}, without ${group.removed}`, group);
    return whole
      ? [{ key: name, rows: [groupRow(name, whole), row] }]
      : [{ key: name, rows: [row] }];
  });
  const seen = new Set<string>();
  return [
    '## A stream removed at inference',
    '',
    'The same weights, a stream replaced by its learned null embedding.',
    '',
    table(
      ['', 'seeds', ...metricHeader],
      rows
        .flatMap(({ rows: some }) => some)
        .filter(([name]) => !seen.has(name!) && seen.add(name!)),
    ),
  ];
}

function ladderSection({ groups, swaps }: DocumentContent, modes: readonly string[]): string[] {
  const out = [
    "## Beside the paper's ladder",
    '',
    'The paper reports CE F1 on MIMIC-CXR with a 7B LLaVA; here is a small model on another data set with other labels. Only the order can be compared, never the numbers.',
    '',
  ];
  for (const mode of modes) {
    const steps = measuredLadder(groups, mode);
    const p = steps.slice(1).map(({ group }, k) => {
      const before = steps[k]?.group;
      return group && before ? compareGroups(group, before, swaps)[steering]?.p : undefined;
    });
    out.push(
      `${mode}:`,
      '',
      table(
        ['step', 'paper, CE F1', 'here, micro-13', 'variant here', 'p against the step before'],
        steps.map(({ name, paper, group }, k) => [
          name,
          three(paper),
          group ? three(group.metrics[steering]!.mean) : 'not run',
          group?.label ?? '–',
          k > 0 && p[k - 1] !== undefined ? pText(p[k - 1]!) : '–',
        ]),
      ),
      ladderVerdict(steps, steering, p),
      '',
    );
    const find = (variant: string) =>
      groups.find((g) => g.variant === variant && g.mode === mode && g.removed === null);
    const [many, few] = [find('maps-212'), find('maps-20')];
    if (many && few) {
      const test = compareGroups(many, few, swaps)[steering]!;
      const same =
        test.p >= 0.05
          ? 'As there, no difference was found'
          : 'Unlike there, a difference was found';
      out.push(
        `212 maps against 20: the paper has p = ${paperP212Against20}; here ${signed(test.difference)} micro-13, p ${pText(test.p)}. ${same}.`,
        '',
      );
    }
  }
  return out;
}

function plotSection({ plots }: DocumentContent): string[] {
  if (plots.length === 0) return [];
  return ['## Plots', '', ...plots.flatMap(({ title, path }) => [`![${title}](${path})`, ''])];
}
