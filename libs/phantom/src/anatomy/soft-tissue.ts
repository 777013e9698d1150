// SPDX-License-Identifier: Apache-2.0
import { channelOf } from '../catalogue.js';
import { ellipsoid } from '../geometry/ellipsoid.js';
import type { Stack } from '../geometry/stack.js';
import { tube } from '../geometry/tube.js';
import { tabulate } from '../geometry/vector.js';
import type { Random } from '../random.js';
import type { Changes } from './changes.js';
import type { Habitus } from './habitus.js';
import { type Part, part, soft } from './part.js';
import { signOf, sides } from './side.js';
import type { Thorax } from './thorax.js';

/** Trunk, neck and shoulders as one body. */
export function bodyStack(thorax: Thorax, habitus: Habitus): Stack {
  const fat = habitus.fatMm;
  const outline = [
    [-160, 64],
    [-95, 60],
    [-70, 61],
    [-52, 68],
    [-38, 86],
    [-26, 116],
    [-14, 150],
    [0, 178],
    [16, 194],
    [40, 200],
    [64, 192],
    [88, 172],
    [110, 168],
    [160, 165],
    [230, 162],
    [420, 164],
  ] as const;
  const deep = [
    [-160, 58],
    [-60, 56],
    [-30, 60],
    [0, 72],
    [40, 92],
    [100, 108],
    [200, 112],
    [420, 108],
  ] as const;
  return {
    kind: 'stack',
    from: -160,
    to: 420,
    power: 3.2,
    z: 5,
    section: (y) => ({
      x: 0,
      z: 8,
      halfWidth: tabulate(outline, y) * habitus.build + fat - 14,
      halfDepth: (tabulate(deep, y) + 0.7 * (fat - 14)) * (0.45 + 0.55 * habitus.build),
    }),
  };
}

/** The arms, as soft tissue outside the trunk. */
export function armTubes(habitus: Habitus) {
  const away = habitus.erect ? 26 : 8;
  return sides.map((side) => {
    const s = signOf(side);
    const fat = habitus.fatMm * 0.6;
    return tube([
      [s * 178 * habitus.build, 10, 30, 30 + fat],
      [s * 196 * habitus.build, 60, 34, 37 + fat],
      [s * (208 * habitus.build + away * 0.5), 130, 32, 39 + fat],
      [s * (212 * habitus.build + away * 1.5), 260, 25, 36 + fat],
      [s * (214 * habitus.build + away * 2), 430, 15, 30 + fat],
    ]);
  });
}

/** Breasts, chest muscles and the folds of the armpits. */
export function breastParts(thorax: Thorax, habitus: Habitus, random: Random): Part[] {
  const female = habitus.sex === 'female';
  const volume = female
    ? random.between(0.75, 1.1) + habitus.fatMm / 70
    : 0.42 + habitus.fatMm / 110;
  return sides.map((side) => {
    const y = 158 + (female ? 16 : 0) + 10 * volume;
    const z = thorax.centreZ(y) - thorax.halfDepth(y) - 16;
    return part(
      ellipsoid(
        [signOf(side) * 76 * habitus.build, y, z],
        [58 * (0.7 + 0.3 * volume), 58 * (0.62 + 0.38 * volume), (female ? 34 : 15) * volume],
        signOf(side) * 0.35,
      ),
      { kind: 'solid', added: female ? 0.013 : 0.007, fading: true },
      [channelOf(`breast ${side}`)],
    );
  });
}

/** The middle of the chest that is not lung: vessels of the neck, thymus, nodes and fat. */
export function mediastinumStack(changes: Changes): Stack {
  const width = [
    [-130, 26],
    [-20, 28],
    [10, 29],
    [40, 30],
    [70, 32],
    [100, 32],
    [130, 30],
    [200, 30],
    [330, 26],
  ] as const;
  const swell = (y: number): number => changes.mediastinumMm * Math.exp(-(((y - 62) / 46) ** 2));
  return {
    kind: 'stack',
    from: -130,
    to: 330,
    power: 2.2,
    fade: 1.1,
    z: 5,
    section: (y) => ({
      x: -4 + changes.shiftMm * Math.min(1, Math.max(0, y / 60)),
      z: -18,
      halfWidth: tabulate(width, y) + swell(y),
      halfDepth: tabulate(
        [
          [-20, 46],
          [10, 56],
          [60, 74],
        ],
        y,
      ),
    }),
  };
}

export function mediastinumPart(changes: Changes): Part {
  return part(mediastinumStack(changes), soft, [], 'mediastinum');
}
