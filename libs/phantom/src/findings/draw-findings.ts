// SPDX-License-Identifier: Apache-2.0
import type { Side } from '../anatomy/side.js';
import type { Random } from '../random.js';
import {
  diseaseKinds,
  type Finding,
  type FindingKind,
  type Grade,
  kindFacts,
  objectKinds,
} from './finding.js';

/** Share of chests without disease. */
const normalShare = 0.3;

/** How often a disease is drawn against the others; 1 where not named. */
const weights: Partial<Record<FindingKind, number>> = {
  'pleural effusion': 4,
  pneumothorax: 2.5,
  consolidation: 3,
  'lung opacity': 2.5,
  atelectasis: 3,
  'pulmonary edema': 2.5,
  nodule: 2,
  cardiomegaly: 3.5,
  emphysema: 1.6,
  'degenerative spine': 1.6,
  'rib fracture': 1.5,
};

/** Pairs that cannot share a chest, or would not be told apart. */
const exclusive: readonly (readonly FindingKind[])[] = [
  ['endotracheal tube', 'tracheostomy tube'],
  ['cardiomegaly', 'pericardial effusion', 'emphysema'],
  ['pulmonary edema', 'interstitial markings', 'emphysema'],
  ['atelectasis', 'elevated hemidiaphragm', 'emphysema'],
  ['hilar enlargement', 'pulmonary edema'],
  ['clavicle fracture', 'orthopedic hardware'],
  ['nodule', 'mass', 'cavity'],
  ['lung opacity', 'scar'],
];
/** The same, when they are on the same side. */
const exclusiveOnSide: readonly (readonly FindingKind[])[] = [
  ['pleural effusion', 'pneumothorax', 'pleural thickening'],
  ['consolidation', 'lung opacity', 'mass', 'cavity'],
  ['pleural effusion', 'atelectasis', 'elevated hemidiaphragm', 'pleural plaque'],
];

/** Draws the findings of one chest. */
export function drawFindings(
  random: Random,
  erect: boolean,
  only?: readonly FindingKind[],
): Finding[] {
  const findings: Finding[] = [];
  const add = (kind: FindingKind): void => {
    const finding = drawFinding(random, kind);
    if (!fits(finding, findings, erect)) return;
    findings.push(finding);
    if (kind === 'pacemaker generator') findings.push({ ...finding, kind: 'pacemaker lead' });
  };
  if (only) {
    const count = Math.min(only.length, random.whole(1, 2));
    for (let tries = 0; findings.length < count && tries < 30; tries++) add(random.pick(only));
    return findings;
  }
  if (!random.chance(normalShare)) {
    for (let i = random.whole(1, erect ? 3 : 4); i > 0; i--) add(drawKind(random));
  }
  if (random.chance(erect ? 0.2 : 0.6)) {
    for (let i = random.whole(1, erect ? 1 : 3); i > 0; i--) {
      const kind = random.pick(objectKinds);
      add(kind === 'pacemaker lead' ? 'pacemaker generator' : kind);
    }
  }
  // A pneumothorax this large gets a tube, often.
  const air = findings.find(({ kind, grade }) => kind === 'pneumothorax' && grade === 3);
  if (air && random.chance(0.4)) {
    const drain: Finding = { kind: 'chest tube', side: air.side!, grade: 1 };
    if (fits(drain, findings, erect)) findings.push(drain);
  }
  return findings;
}

/** One finding of a kind with side, grade and zone. */
export function drawFinding(random: Random, kind: FindingKind): Finding {
  const { sided, zoned } = kindFacts[kind];
  const grade = random.pick<Grade>([1, 1, 2, 2, 3]);
  return {
    kind,
    grade,
    ...(sided && { side: random.pick<Side>(['right', 'left']) }),
    ...(zoned && { zone: random.pick(['upper', 'mid', 'lower', 'lower'] as const) }),
  };
}

function drawKind(random: Random): FindingKind {
  const total = diseaseKinds.reduce((sum, kind) => sum + (weights[kind] ?? 1), 0);
  let left = random.between(0, total);
  for (const kind of diseaseKinds) {
    left -= weights[kind] ?? 1;
    if (left < 0) return kind;
  }
  return diseaseKinds[0];
}

function fits(finding: Finding, others: readonly Finding[], erect: boolean): boolean {
  // Free air rises under the domes only in someone who stands.
  if (finding.kind === 'pneumoperitoneum' && !erect) return false;
  return others.every((other) => {
    if (other.kind === finding.kind) {
      const twice = ['pleural effusion', 'atelectasis', 'pleural plaque'].includes(finding.kind);
      return twice && other.side !== finding.side && other.grade === finding.grade;
    }
    const both = (group: readonly FindingKind[]): boolean =>
      group.includes(other.kind) && group.includes(finding.kind);
    if (exclusive.some(both)) return false;
    return other.side !== finding.side || !exclusiveOnSide.some(both);
  });
}
