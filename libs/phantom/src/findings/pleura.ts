// SPDX-License-Identifier: Apache-2.0
import { signOf } from '../anatomy/side.js';
import { part } from '../anatomy/part.js';
import { ellipsoid } from '../geometry/ellipsoid.js';
import { smoothStep } from '../geometry/vector.js';
import type { Act } from './act.js';
import { channelsOf } from './finding.js';

/** Fluid gathers below and behind, highest at the wall (the meniscus). */
const effusion: Act = {
  change: (changes, { side, grade }) => {
    if (grade === 3) changes.shiftMm -= signOf(side!) * 7;
  },
  draw: (effects, finding, { thorax, habitus }) => {
    const { side, grade } = finding;
    const floor = thorax.diaphragm[side!].top[1];
    const lowest = floor + 62;
    const height = [34, 80, 150][grade - 1]! + (habitus.erect ? 0 : 20);
    const deepest = [36, 84, 150][grade - 1]!;
    const top = lowest - height - 20;
    effects.pleura.push({
      side: side!,
      content: 'fluid',
      gapMm: (y) => (y <= top ? 0 : deepest * ((y - top) / (lowest - top)) ** 2.1),
      apexDropMm: 0,
      denser: 1 + 0.08 * grade,
      channels: channelsOf(finding),
    });
  },
};

const pneumothorax: Act = {
  change: (changes, { side, grade }) => {
    if (grade === 3) changes.shiftMm -= signOf(side!) * 9;
  },
  draw: (effects, finding, { thorax }) => {
    const { side, grade } = finding;
    const widest = [10, 24, 62][grade - 1]!;
    const floor = thorax.diaphragm[side!].top[1];
    effects.pleura.push({
      side: side!,
      content: 'air',
      gapMm: (y) => widest * (1 - (grade === 3 ? 0.35 : 0.85) * smoothStep(10, floor, y)),
      apexDropMm: [16, 34, 70][grade - 1]!,
      denser: [1.05, 1.2, 1.7][grade - 1]!,
      channels: channelsOf(finding),
    });
  },
};

const thickening: Act = {
  draw: (effects, finding, { thorax }) => {
    const { side, grade } = finding;
    const mm = 2.4 + 1.9 * grade;
    const floor = thorax.diaphragm[side!].top[1];
    effects.pleura.push({
      side: side!,
      content: 'fluid',
      gapMm: (y) => mm * (1 - smoothStep(floor * 0.55, floor * 0.95, y)),
      apexDropMm: mm + 2,
      denser: 1,
      channels: channelsOf(finding),
    });
  },
};

const plaque: Act = {
  draw: (effects, finding, { thorax }, random) => {
    const { side, grade } = finding;
    const s = signOf(side!);
    for (let i = 0; i < 1 + grade; i++) {
      const y = random.between(85, 165);
      const angle = random.between(0.5, 1.25);
      const at = [
        s * (thorax.halfWidth(y) - 3) * Math.sin(angle),
        y,
        thorax.centreZ(y) - (thorax.halfDepth(y) - 3) * Math.cos(angle),
      ] as const;
      effects.parts.push(
        part(
          ellipsoid(
            at,
            [random.between(9, 15), random.between(5, 9), 3.4],
            random.between(-0.8, 0.8),
            -s * angle,
          ),
          { kind: 'solid', added: 0.03 },
          channelsOf(finding),
        ),
      );
    }
  },
};

export const pleuraActs = {
  'pleural effusion': effusion,
  pneumothorax,
  'pleural thickening': thickening,
  'pleural plaque': plaque,
} as const;
