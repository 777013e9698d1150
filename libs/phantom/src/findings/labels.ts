// SPDX-License-Identifier: Apache-2.0
import { type FindingLabel, findingLabels } from '@asarg/grounding';
import { type Finding, kindFacts } from './finding.js';

/** The 14 CheXpert labels of a chest: 1 there, 0 not. */
export type PhantomLabels = Readonly<Record<FindingLabel, 0 | 1>>;

export function labelsOf(findings: readonly Finding[]): PhantomLabels {
  const present = new Set(findings.flatMap(({ kind }) => kindFacts[kind].labels));
  if (!findings.some(({ kind }) => kindFacts[kind].abnormal)) present.add('No Finding');
  return Object.fromEntries(
    findingLabels.map((label) => [label, present.has(label) ? 1 : 0] as const),
  ) as Record<FindingLabel, 0 | 1>;
}
