// SPDX-License-Identifier: Apache-2.0
import { pText, signed, steering, table, three } from './document-table.js';
import { ladderVerdict, measuredLadder, paperP212Against20 } from './ladder.js';
import { compareGroups, type Group } from './score-groups.js';

/** The paper's ladder and its p of 212 maps against 20, beside what was measured here. */
export function ladderSection(
  groups: readonly Group[],
  swaps: number,
  modes: readonly string[],
): string[] {
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
