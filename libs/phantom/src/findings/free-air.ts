// SPDX-License-Identifier: Apache-2.0
import { part } from '../anatomy/part.js';
import { signOf, sides } from '../anatomy/side.js';
import { ellipsoid } from '../geometry/ellipsoid.js';
import { tube } from '../geometry/tube.js';
import type { Act } from './act.js';
import { channelsOf } from './finding.js';

/** Streaks and bubbles under the skin of a flank and the neck. */
const subcutaneous: Act = {
  draw: (effects, finding, { thorax }, random) => {
    const s = signOf(finding.side!);
    const channels = channelsOf(finding);
    for (let i = 0; i < 26 * finding.grade; i++) {
      const y = random.between(-30, 190);
      const x = y < 10 ? random.between(35, 110) : thorax.halfWidth(y) + random.between(9, 24);
      const length = random.between(4, 13);
      const lean = y < 10 ? random.between(-1, 1) : random.between(-0.4, 0.4);
      effects.parts.push(
        part(
          ellipsoid(
            [s * x, y, random.between(-40, 40)],
            [random.between(1, 2.6), length, random.between(5, 13)],
            s * lean,
          ),
          { kind: 'air', share: 0.8 },
          channels,
        ),
      );
    }
  },
};

/** Thin dark lines along the borders of heart and vessels. */
const pneumomediastinum: Act = {
  draw: (effects, finding, { heart }) => {
    const channels = channelsOf(finding);
    const r = 1 + 0.5 * finding.grade;
    const base = heart.leftAtrium.centre[1];
    const lines = [
      [
        [30, -25, -5],
        [31, 25, -10],
        [40, 60, -8],
        [46, 100, -20],
        [heart.apex[0] - 14, base + 35, -30],
      ],
      [
        [-24, -25, -5],
        [-27, 30, -10],
        [-30, 90, -12],
      ],
      [
        [20, -40, 0],
        [24, 0, 5],
        [27, 45, 5],
      ],
    ] as const;
    for (const line of lines) {
      const knots = line.map(([x, y, z]) => [x, y, z, r] as const);
      effects.parts.push(part(tube(knots, { depth: 3.5 }), { kind: 'air', share: 0.8 }, channels));
    }
  },
};

/** A crescent of air under the domes of a standing patient. */
const pneumoperitoneum: Act = {
  draw: (effects, finding, { thorax }) => {
    const thick = 3 + 3.2 * finding.grade;
    for (const side of sides) {
      const [x, y, z] = thorax.diaphragm[side].top;
      const wide = side === 'right' ? 46 : 34;
      const knots = [-1, -0.6, -0.2, 0.2, 0.6, 1].map((t) => {
        const dx = t * wide;
        const drop =
          (dx * dx) /
          (dx * signOf(side) > 0 ? thorax.diaphragm[side].lateral : thorax.diaphragm[side].medial);
        return [x + dx, y + drop + 3.5 + thick, z, Math.max(0.6, thick * (1 - t * t))] as const;
      });
      effects.parts.push(
        part(tube(knots, { depth: 3.2 }), { kind: 'air', share: 0.9 }, channelsOf(finding)),
      );
    }
  },
};

export const freeAirActs = {
  'subcutaneous emphysema': subcutaneous,
  pneumomediastinum,
  pneumoperitoneum,
} as const;
