// SPDX-License-Identifier: Apache-2.0
import {
  AttemptReason,
  Certainty,
  ContributionState,
  FeatureKind,
  Laterality,
  Polarity,
  Provenance,
  SpecialistState,
  Verdict,
} from '@asarg/contracts';

/** Turns enum values of the contracts into the API's lower-case names. */
function namesOf(values: Readonly<Record<string, unknown>>): (value: number) => string {
  const names = new Map<number, string>();
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === 'number' && value > 0) names.set(value, name.toLowerCase());
  }
  return (value) => names.get(value) ?? 'unspecified';
}

/** How a class came to be: measured, derived, weak, synthetic or untrained. */
export const provenanceName = namesOf(Provenance);
/** What happened to a slot: used, partial or missing. */
export const contributionStateName = namesOf(ContributionState);
/** Why an attempt was made: first, retry or hedge. */
export const attemptReasonName = namesOf(AttemptReason);
/** present or absent. */
export const polarityName = namesOf(Polarity);
/** certain or uncertain. */
export const certaintyName = namesOf(Certainty);
/** left, right, bilateral or unspecified. */
export const lateralityName = namesOf(Laterality);
/** supported, contradicted, unsupported or not_verifiable. */
export const verdictName = namesOf(Verdict);
/** discovered, described, probed, shadow, active, draining, unreachable or quarantined. */
export const specialistStateName = namesOf(SpecialistState);
/** patch_tokens, latent_vector, segmentation, finding_tags, activation_maps or view_scores. */
export const featureKindName = namesOf(FeatureKind);
