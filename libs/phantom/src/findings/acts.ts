// SPDX-License-Identifier: Apache-2.0
import type { Anatomy } from '../anatomy/build-anatomy.js';
import { type Changes, noChanges } from '../anatomy/changes.js';
import { foreignBodyActs } from '../devices/foreign-bodies.js';
import { lineActs } from '../devices/lines.js';
import { surgeryActs } from '../devices/surgery.js';
import { tubeActs } from '../devices/tubes.js';
import type { Random } from '../random.js';
import type { Act } from './act.js';
import { airspaceActs } from './airspace.js';
import { type Effects, noEffects } from './effects.js';
import type { Finding, FindingKind } from './finding.js';
import { focalActs } from './focal.js';
import { freeAirActs } from './free-air.js';
import { mediastinumActs } from './mediastinum.js';
import { pleuraActs } from './pleura.js';
import { skeletonActs } from './skeleton.js';

const acts: Readonly<Record<FindingKind, Act>> = {
  ...pleuraActs,
  ...airspaceActs,
  ...focalActs,
  ...mediastinumActs,
  ...freeAirActs,
  ...skeletonActs,
  ...tubeActs,
  ...lineActs,
  ...surgeryActs,
  ...foreignBodyActs,
};

// A source of numbers for each finding: leaving one out moves nothing else.
function own(random: Random, { kind, side }: Finding, step: string): Random {
  return random.fork(`${step} ${kind} ${side ?? ''}`);
}

/** What the findings change in the shape of the chest. */
export function changesOf(random: Random, findings: readonly Finding[]): Changes {
  const changes = noChanges();
  for (const finding of findings) {
    acts[finding.kind].change?.(changes, finding, own(random, finding, 'change'));
  }
  return changes;
}

/** What the findings put into it. */
export function effectsOf(random: Random, findings: readonly Finding[], anatomy: Anatomy): Effects {
  const effects = noEffects();
  for (const finding of findings) {
    acts[finding.kind].draw?.(effects, finding, anatomy, own(random, finding, 'draw'));
  }
  return effects;
}
