// SPDX-License-Identifier: Apache-2.0
import type { EvidenceBase } from './evidence-base.js';
import type { FindingLabel } from './finding.js';
import { unavailable, type Measured } from './grounded-sentence.js';
import { readTag, type SourceReading } from './reading.js';

/**
 * What the classifier says of a label, as evidence for `about` (the label itself unless another
 * finding rests on it). A classifier sees the whole film, so its provenance is weak.
 */
export function tagReading(
  base: EvidenceBase,
  label: FindingLabel,
  about: FindingLabel = label,
): Measured<SourceReading> {
  const { tags } = base;
  if (tags === undefined) return unavailable('No classifier answered');
  const index = tags.labels.indexOf(label);
  const value = tags.probabilities[index];
  const threshold = tags.thresholds[index];
  if (value === undefined || threshold === undefined) {
    return unavailable(`The classifier has no probability and threshold for ${label}`);
  }
  if (!(value >= 0 && value <= 1) || !(threshold > 0 && threshold < 1)) {
    return unavailable(
      `The classifier's ${label} is ${value} with threshold ${threshold}, expected numbers in [0, 1] and (0, 1)`,
    );
  }
  const digits = telling(value, threshold);
  const relation = value >= threshold ? 'at least' : 'below';
  return {
    available: true,
    reading: readTag(value, threshold),
    evidence: {
      kind: 'finding_probability',
      label: about,
      value,
      threshold,
      provenance: 'weak',
      specialist: tags.specialist,
      text: `Probability of ${label.toLowerCase()} ${value.toFixed(digits)}, ${relation} its threshold ${threshold.toFixed(digits)}`,
    },
  };
}

/** Digits after the point that tell two numbers apart: 3 below 0.1, else 2, up to 4 if need be. */
function telling(a: number, b: number): number {
  let digits = Math.min(a, b) < 0.1 ? 3 : 2;
  while (digits < 4 && a.toFixed(digits) === b.toFixed(digits)) digits += 1;
  return digits;
}
