// SPDX-License-Identifier: Apache-2.0
import { meteorLabel, type PairedDifference } from '@asarg/evaluation';
import { groupRow, metricHeader, pText, signed, steering, table, three } from './document-table.js';
import type { RunsFile } from './runs-file.js';
import { ablationMetrics, compareGroups, type Group } from './score-groups.js';

/** Scores, intervals, p-values and seeds of the variants as one mode decoded them. */
export function modeSection(
  runs: RunsFile,
  swaps: number,
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
