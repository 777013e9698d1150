// SPDX-License-Identifier: Apache-2.0
import { activationSide } from './activation-side.js';
import type { Anatomy } from './anatomy.js';
import { cardiothoracicRatioOf } from './cardiothoracic-ratio.js';
import type { EvidenceBase } from './evidence-base.js';
import type { Finding } from './finding.js';
import { findingRules, type Source } from './finding-rules.js';
import { tagReading } from './finding-tag.js';
import {
  unavailable,
  type Evidence,
  type Measured,
  type Region,
  type Verdict,
} from './grounded-sentence.js';
import { enlargedHeartRatio, readRatio, type Reading, type SourceReading } from './reading.js';
import { regionsOf } from './regions.js';
import { claimedAs, verdictByReading, verdictBySide } from './verdict-rules.js';

/** One finding of a sentence with its own verdict. */
export interface GroundedFinding {
  readonly verdict: Verdict;
  readonly evidence: readonly Evidence[];
  readonly regions: readonly Region[];
  readonly notes: readonly string[];
}

/** Checks one finding against the evidence, by the tables of finding-rules and verdict-rules. */
export function groundFinding(
  finding: Finding,
  text: string,
  base: EvidenceBase,
  anatomy: Anatomy,
): GroundedFinding {
  const rule = findingRules[finding.label];
  const evidence: Evidence[] = [];
  const notes: string[] = [];
  const readings: Reading[] = [];
  for (const source of rule.sources) {
    if (source.kind === 'ratio' && source.onlyIf?.test(text) === false) continue;
    const result = readSource(source, finding, base, anatomy);
    if (result.available) {
      evidence.push(result.evidence);
      readings.push(result.reading);
    } else {
      notes.push(result.reason);
    }
  }
  if (readings.length === 0) return { verdict: 'not_verifiable', evidence, regions: [], notes };
  const reading = readings.find((candidate) => candidate !== 'unclear') ?? 'unclear';
  const claimed = claimedAs(finding);
  let verdict = verdictByReading[claimed][reading];
  const bySide = verdictBySide[claimed][verdict];
  if (finding.laterality !== 'unspecified' && bySide !== undefined) {
    const side = activationSide(base, anatomy, finding);
    if (side.available) evidence.push(side.evidence);
    else notes.push(side.reason);
    verdict = bySide[side.available ? side.agreement : 'unknown'];
  }
  return { verdict, evidence, regions: regionsOf(base, anatomy, rule, finding, text), notes };
}

function readSource(
  source: Source,
  finding: Finding,
  base: EvidenceBase,
  anatomy: Anatomy,
): Measured<SourceReading> {
  switch (source.kind) {
    case 'ratio': {
      const result = ratioReading(finding, anatomy);
      const silent = result.available && result.reading === 'clearly_absent';
      return silent && source.tells === 'present' ? { ...result, reading: 'unclear' } : result;
    }
    case 'tag': {
      const result = tagReading(base, finding.label);
      const capped = result.available && result.reading === 'clearly_absent' && !source.mayBeClear;
      return capped ? { ...result, reading: 'absent' } : result;
    }
    case 'noneOf': {
      const results = source.labels.map((label) => tagReading(base, label, finding.label));
      const read = results.filter((result) => result.available);
      const refuting = read.find((result) => result.reading === 'clearly_present');
      if (refuting !== undefined) return { ...refuting, reading: 'clearly_absent' };
      const nearest = read.toSorted((a, b) => part(b.evidence) - part(a.evidence))[0];
      return nearest === undefined
        ? unavailable('The classifier knows no acute finding')
        : { ...nearest, reading: 'unclear' };
    }
  }
}

/** How far up to its threshold a tag is. */
function part({ value, threshold = 1 }: Evidence): number {
  return value / threshold;
}

function ratioReading(finding: Finding, anatomy: Anatomy): Measured<SourceReading> {
  const ratio = cardiothoracicRatioOf(anatomy);
  if (!ratio.available) return ratio;
  const { value, provenance, specialist } = ratio;
  const relation = value > enlargedHeartRatio ? 'above' : 'at most';
  const limit = enlargedHeartRatio.toFixed(2);
  const reading = readRatio(value);
  const border = reading === 'unclear' ? ', borderline' : '';
  return {
    available: true,
    reading,
    evidence: {
      kind: 'cardiothoracic_ratio',
      label: finding.label,
      value,
      threshold: enlargedHeartRatio,
      provenance,
      specialist,
      text: `Cardiothoracic ratio ${value.toFixed(2)}, ${relation} ${limit}${border}`,
    },
  };
}
