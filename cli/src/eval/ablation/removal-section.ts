// SPDX-License-Identifier: Apache-2.0
import { groupRow, metricHeader, pText, signed, table } from './document-table.js';
import type { RunsFile } from './runs-file.js';
import { compareGroups, type Group } from './score-groups.js';

/** What a stream missing at inference costs, and whether the null embeddings replace a training without it. */
export function removalSection(runs: RunsFile, groups: readonly Group[], swaps: number): string[] {
  const degraded = groups.filter((group) => group.removed !== null);
  if (degraded.length === 0) return [];
  const sameMode = (variant: string, mode: string): Group | undefined =>
    groups.find((g) => g.variant === variant && g.mode === mode && g.removed === null);
  const rows = new Map<string, string[]>();
  const tests: string[][] = [];
  for (const group of degraded) {
    const name = `${group.label}, ${group.mode}`;
    const whole = sameMode(group.variant, group.mode);
    if (whole && !rows.has(name)) rows.set(name, groupRow(name, whole));
    const row = `${name}, without ${group.removed}`;
    rows.set(row, groupRow(row, group));
    const counterpart = sameMode(runs.trainedWithout[group.removed!] ?? '', group.mode);
    for (const [what, other] of [
      ['nothing removed', whole],
      [`trained without: ${counterpart?.label}`, counterpart],
    ] as const) {
      if (!other) continue;
      const test = compareGroups(group, other, swaps);
      const cells = ['micro13', 'micro5', 'bleu4'].flatMap((key) => [
        signed(test[key]!.difference),
        pText(test[key]!.p),
      ]);
      tests.push([`without ${group.removed} − ${what}`, ...cells]);
    }
  }
  return [
    '## A stream removed at inference',
    '',
    'The same weights, a stream replaced by its learned null embedding.',
    '',
    table(['', 'seeds', ...metricHeader], [...rows.values()]),
    'Differences and p. A null embedding works when a removed stream costs no more than a training that never had it:',
    '',
    table(['', 'micro-13', 'p', 'micro-5', 'p', 'BLEU-4', 'p'], tests),
  ];
}
