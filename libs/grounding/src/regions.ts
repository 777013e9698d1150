// SPDX-License-Identifier: Apache-2.0
import { bestMask, type Anatomy } from './anatomy.js';
import type { EvidenceBase } from './evidence-base.js';
import type { Finding } from './finding.js';
import { findingClasses } from './finding-classes.js';
import type { FindingRule, RegionChoice } from './finding-rules.js';
import type { Region } from './grounded-sentence.js';
import { shapeOf, type MaskShape } from './mask-shape.js';
import { zoneClasses, zonesNamed, type Side } from './zones.js';

/** CXAS ids of the cardiomediastinum and of its upper part. */
const mediastinumClasses = [115, 116];

// By name: a bone's id differs between releases of the CXAS label list.
const boneWords: readonly { readonly pattern: RegExp; readonly bone: string }[] = [
  { pattern: /\bclavic/i, bone: 'clavicle' },
  { pattern: /\bscapul/i, bone: 'scapula' },
];

/** The regions that a finding's verdict rests on, by its rule and the words of its sentence. */
export function regionsOf(
  base: EvidenceBase,
  anatomy: Anatomy,
  rule: FindingRule,
  finding: Finding,
  text: string,
): Region[] {
  const sides = sidesOf(finding);
  const choose: Readonly<Record<RegionChoice, () => Region[]>> = {
    heart: () => (anatomy.heart.available ? [regionOf(anatomy.heart.shape)] : []),
    lungs: () => sides.flatMap((side) => lungRegions(base, anatomy, rule, side, text)),
    mediastinum: () => mediastinumClasses.flatMap((classId) => maskRegions(base, { classId })),
    'bones named': () =>
      boneWords
        .filter(({ pattern }) => pattern.test(text))
        .flatMap(({ bone }) =>
          sides.flatMap((side) => maskRegions(base, { name: `${bone} ${side}` })),
        ),
  };
  const regions = rule.regions.flatMap((choice) => choose[choice]());
  return finding.polarity === 'present' ? [...regions, ...ownRegions(base, finding)] : regions;
}

/** Where a class of the finding's own was drawn, on the side that the sentence states. */
function ownRegions(base: EvidenceBase, finding: Finding): Region[] {
  const { sided, whole = [] } = findingClasses[finding.label] ?? {};
  const ids = [...(sided ? sidesOf(finding).map((side) => sided[side]) : []), ...whole];
  return ids.flatMap((classId) => maskRegions(base, { classId }));
}

function sidesOf(finding: Finding): Side[] {
  const { laterality } = finding;
  return laterality === 'left' || laterality === 'right' ? [laterality] : ['right', 'left'];
}

function lungRegions(
  base: EvidenceBase,
  anatomy: Anatomy,
  rule: FindingRule,
  side: Side,
  text: string,
): Region[] {
  const lung = side === 'right' ? anatomy.rightLung : anatomy.leftLung;
  const named = zonesNamed(text);
  const zones = named.length === 0 && rule.zone !== undefined ? [rule.zone] : named;
  const regions = zones.flatMap((zone) => maskRegions(base, { classId: zoneClasses[side][zone] }));
  // Without a mask of the zone, the lung is the least that holds it.
  const whole = regions.length === 0 || rule.zone !== undefined;
  return whole && lung.available ? [...regions, regionOf(lung.shape)] : regions;
}

function maskRegions(base: EvidenceBase, wanted: { classId?: number; name?: string }): Region[] {
  const mask = bestMask(
    base.masks,
    ({ classId, name }) => classId === wanted.classId || name === wanted.name,
  );
  // Derived and weak classes may have several pieces, and all of them count.
  const pieces = mask?.provenance === 'measured' ? 1 : Infinity;
  const shape = mask === undefined ? undefined : shapeOf(mask, pieces);
  return shape === undefined ? [] : [regionOf(shape)];
}

function regionOf({ mask, box }: MaskShape): Region {
  return {
    specialist: mask.specialist,
    classId: mask.classId,
    className: mask.name,
    box,
    provenance: mask.provenance,
    meanProbability: mask.meanProbability,
    mask: `${mask.specialist}/${mask.classId}`,
  };
}
