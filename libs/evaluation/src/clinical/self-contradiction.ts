// SPDX-License-Identifier: Apache-2.0
import { labelText, type Finding } from '@asarg/grounding';

/** Whether a text states a finding as certainly present and as certainly absent on the same side. */
export function contradictsItself(text: string): boolean {
  const present = new Set<string>();
  const absent = new Set<string>();
  for (const finding of labelText(text)) {
    if (finding.certainty !== 'certain') continue;
    const sides = finding.polarity === 'present' ? present : absent;
    for (const side of sidesOf(finding)) sides.add(`${finding.label}/${side}`);
  }
  return [...present].some((side) => absent.has(side));
}

function sidesOf({ laterality }: Finding): readonly string[] {
  return laterality === 'bilateral' ? ['left', 'right'] : [laterality];
}
