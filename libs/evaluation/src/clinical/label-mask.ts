// SPDX-License-Identifier: Apache-2.0
import { findingLabels, labelReport, type FindingLabel } from '@asarg/grounding';

/** A set of the 14 labels: bit k is set when label k of `findingLabels` is certainly present. */
export type LabelMask = number;

/** How the labels are called wherever they are shown: rules, not CheXbert. */
export const labelerName = 'CheXpert-lite';

/** The positive labels of a report by CheXpert-lite, uncertain ones taken as absent (U-zeros). */
export function labelMaskOf(text: string): LabelMask {
  const labels = labelReport(text);
  return maskOfLabels(findingLabels.filter((label) => labels[label] === 1));
}

/** @throws Error for a name that is none of the 14. */
export function maskOfLabels(names: readonly string[]): LabelMask {
  let mask = 0;
  for (const name of names) {
    const at = findingLabels.indexOf(name as FindingLabel);
    if (at < 0) throw new Error(`expected labels of ${findingLabels.join(', ')}; found "${name}"`);
    mask |= 1 << at;
  }
  return mask;
}

export function labelsOfMask(mask: LabelMask): FindingLabel[] {
  return findingLabels.filter((_, at) => mask & (1 << at));
}

const noFinding = findingLabels.indexOf('No Finding');

/** Whether a report is not "No Finding". */
export function isAbnormal(mask: LabelMask): boolean {
  return (mask & (1 << noFinding)) === 0;
}
