// SPDX-License-Identifier: Apache-2.0
import {
  Certainty,
  Laterality,
  Polarity,
  Provenance,
  Verdict,
  type Sentence,
} from '@asarg/contracts';
import type {
  Certainty as GroundingCertainty,
  GroundedSentence,
  Laterality as GroundingLaterality,
  Polarity as GroundingPolarity,
  Provenance as GroundingProvenance,
  Verdict as GroundingVerdict,
} from '@asarg/grounding';

const polarities: Readonly<Record<GroundingPolarity, Polarity>> = {
  present: Polarity.PRESENT,
  absent: Polarity.ABSENT,
};

const certainties: Readonly<Record<GroundingCertainty, Certainty>> = {
  certain: Certainty.CERTAIN,
  uncertain: Certainty.UNCERTAIN,
};

const lateralities: Readonly<Record<GroundingLaterality, Laterality>> = {
  left: Laterality.LEFT,
  right: Laterality.RIGHT,
  bilateral: Laterality.BILATERAL,
  unspecified: Laterality.UNSPECIFIED,
};

const verdicts: Readonly<Record<GroundingVerdict, Verdict>> = {
  supported: Verdict.SUPPORTED,
  contradicted: Verdict.CONTRADICTED,
  unsupported: Verdict.UNSUPPORTED,
  not_verifiable: Verdict.NOT_VERIFIABLE,
};

const provenances: Readonly<Record<GroundingProvenance, Provenance>> = {
  measured: Provenance.MEASURED,
  derived: Provenance.DERIVED,
  weak: Provenance.WEAK,
  synthetic: Provenance.SYNTHETIC,
  untrained: Provenance.UNTRAINED,
};

/** A grounded sentence as the contract has it. */
export function sentenceMessage(
  index: number,
  text: string,
  { findings, verdict, evidence, regions }: GroundedSentence,
): Sentence {
  return {
    index,
    text,
    findings: findings.map(({ label, polarity, certainty, laterality }) => ({
      label,
      polarity: polarities[polarity],
      certainty: certainties[certainty],
      laterality: lateralities[laterality],
    })),
    verdict: verdicts[verdict],
    evidence: evidence.map(({ provenance, ...measured }) => ({
      ...measured,
      provenance: provenances[provenance],
    })),
    regions: regions.map(({ provenance, ...region }) => ({
      ...region,
      provenance: provenances[provenance],
    })),
  };
}
