// SPDX-License-Identifier: Apache-2.0
import { part } from '../anatomy/part.js';
import { sides, signOf } from '../anatomy/side.js';
import type { Act } from '../findings/act.js';
import { channelsOf } from '../findings/finding.js';
import { ellipsoid } from '../geometry/ellipsoid.js';
import { plate } from '../geometry/plate.js';
import { tube } from '../geometry/tube.js';
import type { Vec3 } from '../geometry/vector.js';
import { metal, ring, wire } from './materials.js';

const electrodes: Act = {
  draw: (effects, finding, { thorax }, random) => {
    const channels = channelsOf(finding);
    for (const side of sides) {
      for (const y of [random.between(28, 46), random.between(175, 205)]) {
        const s = signOf(side);
        const x = y < 60 ? random.between(92, 116) : thorax.halfWidth(y) - random.between(2, 16);
        const z = thorax.centreZ(y) - thorax.halfDepth(y) * 0.7 - 20;
        const at: Vec3 = [s * x, y, z];
        effects.parts.push(
          part(ellipsoid(at, [6.5, 6.5, 1.5]), { kind: 'solid', added: 0.03 }, channels),
          part(ellipsoid(at, [3, 3, 1.2]), metal, channels),
          part(
            wire(
              [
                at,
                [s * (x - 22), y + (y < 60 ? 40 : -34), z],
                [random.between(-20, 20), 130, z - 10],
                [random.between(-60, 60), 300, z],
              ],
              0.6,
            ),
            { kind: 'solid', added: 0.2 },
            channels,
          ),
        );
      }
    }
  },
};

/** Edge on it would be a line; in the gullet it lies flat to the front. */
const coin: Act = {
  draw: (effects, finding, { changes }, random) => {
    const r = random.between(9.5, 12.5);
    const at: Vec3 = [changes.shiftMm + 3, random.between(14, 40), 38];
    const corners = Array.from({ length: 28 }, (_, i): Vec3 => [
      at[0] + r * Math.cos((2 * Math.PI * i) / 28),
      at[1] + r * Math.sin((2 * Math.PI * i) / 28),
      at[2],
    ]);
    const channels = channelsOf(finding);
    effects.parts.push(
      part(plate(corners, 2, 0.5), metal, channels),
      part(ring(at, [r - 0.7, r - 0.7], 0, 0.7), metal, channels),
    );
  },
};

/** A clamp. */
const instrument: Act = {
  draw: (effects, finding, _anatomy, random) => {
    const [x, y, z]: Vec3 = [random.between(-60, 60), random.between(205, 235), -30];
    const lean = random.between(-0.8, 0.8);
    const at = (u: number, v: number): Vec3 => [
      x + u * Math.cos(lean) - v * Math.sin(lean),
      y + u * Math.sin(lean) + v * Math.cos(lean),
      z,
    ];
    const channels = channelsOf(finding);
    for (const side of [-1, 1]) {
      const bar = [at(side * 10, 44), at(side * 3, 8), at(-side * 2, -6), at(-side * 2.6, -42)];
      const knots = bar.map(([bx, by, bz], i) => [bx, by, bz, [2.2, 2.6, 2.4, 1.5][i]!] as const);
      effects.parts.push(
        part(tube(knots), metal, channels),
        part(ring(at(side * 15, 54), [9, 11], lean, 1.7), metal, channels),
      );
    }
  },
};

export const foreignBodyActs = {
  'ECG electrode': electrodes,
  coin,
  'retained surgical instrument': instrument,
} as const;
