// SPDX-License-Identifier: Apache-2.0
import type { Box, Provenance } from './evidence-base.js';
import type { Finding, FindingLabel } from './finding.js';

/** What the image says of a sentence. */
export type Verdict = 'supported' | 'contradicted' | 'unsupported' | 'not_verifiable';

/** What was measured. */
export type EvidenceKind = 'cardiothoracic_ratio' | 'finding_probability' | 'activation_side';

/** One measurement that bears on a sentence. */
export interface Evidence {
  readonly kind: EvidenceKind;
  /** Finding it bears on. */
  readonly label: FindingLabel;
  /** Unit 1: a ratio, a probability or a share. */
  readonly value: number;
  /** What the value was compared with. */
  readonly threshold?: number;
  readonly provenance: Provenance;
  /** Registry entry it came from. */
  readonly specialist: string;
  /** One sentence for people. */
  readonly text: string;
}

/** A region that a verdict rests on. */
export interface Region {
  readonly specialist: string;
  readonly classId: number;
  readonly className: string;
  /** In pixels of the frame. */
  readonly box: Box;
  readonly provenance: Provenance;
  /** Mean probability inside the mask it was drawn or derived from, in [0, 1]. */
  readonly meanProbability: number;
  /** Name of the mask tensor, "specialist/class id"; empty if the region is a box only. */
  readonly mask: string;
}

/** A sentence with what it rests on. */
export interface GroundedSentence {
  readonly findings: readonly Finding[];
  readonly verdict: Verdict;
  readonly evidence: readonly Evidence[];
  readonly regions: readonly Region[];
  /** Why something could not be measured, one sentence each, for people. */
  readonly notes: readonly string[];
}

/** A measurement, or why there is none. */
export type Measured<T> =
  | ({ readonly available: true } & T)
  | { readonly available: false; readonly reason: string };

/** A measurement that could not be made. */
export function unavailable(reason: string): {
  readonly available: false;
  readonly reason: string;
} {
  return { available: false, reason };
}
