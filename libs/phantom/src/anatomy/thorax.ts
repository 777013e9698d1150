// SPDX-License-Identifier: Apache-2.0
import { type Dome, insideDome } from '../geometry/dome.js';
import { insideStack, type Stack } from '../geometry/stack.js';
import { smoothStep, tabulate, type Vec3 } from '../geometry/vector.js';
import type { Changes } from './changes.js';
import type { Habitus } from './habitus.js';
import { type Side, signOf, sides } from './side.js';

/** The inner wall of the chest, from which lungs, ribs and diaphragm take their shape. */
export interface Thorax {
  readonly halfWidth: (y: number) => number;
  readonly halfDepth: (y: number) => number;
  readonly centreZ: (y: number) => number;
  /** Sideways place of the spine. */
  readonly spineX: (y: number) => number;
  /** Depth of the middle of the vertebral bodies. */
  readonly spineZ: (y: number) => number;
  readonly cavity: Stack;
  readonly apex: Record<Side, Dome>;
  readonly diaphragm: Record<Side, Dome>;
}

const width = [
  [-40, 34],
  [-10, 56],
  [0, 67],
  [20, 89],
  [40, 104],
  [70, 119],
  [100, 128],
  [150, 138],
  [200, 143],
  [250, 141],
  [320, 130],
] as const;
const depth = [
  [-40, 25],
  [0, 42],
  [20, 54],
  [50, 69],
  [100, 82],
  [150, 89],
  [200, 92],
  [320, 92],
] as const;
const middle = [
  [-40, 22],
  [0, 22],
  [50, 14],
  [100, 8],
  [200, 5],
  [320, 5],
] as const;

export function buildThorax(habitus: Habitus, changes: Changes): Thorax {
  const wide = habitus.build * (1 + 0.04 * changes.hyperinflation);
  const deep = (1 + 0.16 * changes.hyperinflation) * (0.5 + 0.5 * habitus.build);
  const halfWidth = (y: number): number => tabulate(width, y) * wide;
  const halfDepth = (y: number): number => tabulate(depth, y) * deep;
  const centreZ = (y: number): number => tabulate(middle, y);
  const bend = (y: number): number => {
    const t = (y - 120) / 120;
    return changes.scoliosisMm * Math.max(-0.7, 1 - t * t * 1.4);
  };
  const low = 26 * habitus.inspiration + 18 * changes.hyperinflation;
  const flat = 1 + 0.9 * changes.hyperinflation;
  const dome = (side: Side): Dome => ({
    kind: 'dome',
    top: [
      signOf(side) * 66 * wide,
      (side === 'right' ? 176 : 187) + low - changes.diaphragmMm[side],
      -12,
    ],
    medial: 460 * flat,
    lateral: 100 * flat,
    depth: 150 * flat,
  });
  const diaphragm = { right: dome('right'), left: dome('left') };
  const apex = (side: Side): Dome => ({
    kind: 'dome',
    top: [signOf(side) * 50 * wide, -6, 30],
    medial: 72,
    lateral: 92,
    depth: 95,
  });
  // The pleura ends a hand below the domes.
  const lowest = Math.max(diaphragm.right.top[1], diaphragm.left.top[1]) + 66;
  return {
    halfWidth,
    halfDepth,
    centreZ,
    spineX: bend,
    spineZ: (y) =>
      tabulate(
        [
          [-120, 22],
          [-40, 26],
          [0, 42],
          [60, 62],
          [120, 72],
          [200, 70],
          [260, 60],
          [340, 48],
        ],
        y,
      ),
    cavity: {
      kind: 'stack',
      from: -12,
      to: lowest,
      power: 2.35,
      z: 5,
      section: (y) => ({
        x: bend(y) * 0.35,
        z: centreZ(y),
        halfWidth: halfWidth(y),
        halfDepth: halfDepth(y) * (1 - 0.55 * smoothStep(lowest - 30, lowest, y)),
      }),
    },
    apex: { right: apex('right'), left: apex('left') },
    diaphragm,
  };
}

/** The side whose pleural cavity holds the point, heart and mediastinum left out of account. */
export function cavitySide(thorax: Thorax, point: Vec3): Side | undefined {
  const [x, y, z] = point;
  return sides.find(
    (side) =>
      x * signOf(side) > 4 &&
      insideStack(thorax.cavity, x, y, z) &&
      insideDome(thorax.apex[side], point) &&
      !insideDome(thorax.diaphragm[side], point),
  );
}
