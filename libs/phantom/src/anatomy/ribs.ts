// SPDX-License-Identifier: Apache-2.0
import { channelOf } from '../catalogue.js';
import { plate } from '../geometry/plate.js';
import { type Tube, tube } from '../geometry/tube.js';
import type { Vec3 } from '../geometry/vector.js';
import type { Habitus } from './habitus.js';
import { type Material, type Part, part } from './part.js';
import { type Side, signOf, sides } from './side.js';
import type { Vertebra } from './spine.js';
import type { Thorax } from './thorax.js';

/** One rib: the line it follows, from the spine to its front end. */
export interface Rib {
  readonly number: number;
  readonly side: Side;
  readonly posterior: Tube;
  /** Absent for the twelfth. */
  readonly anterior: Tube | undefined;
  /** Where the cartilage begins. */
  readonly end: Vec3;
}

/** Angle about the chest at which the bone ends, degrees from the spine. */
const endDegrees = [142, 150, 151, 150, 147, 143, 138, 130, 121, 112, 96, 62];
/** How far the front end hangs below the spine's end, mm. */
const dropMm = [30, 50, 64, 76, 86, 94, 101, 104, 102, 96, 78, 46];

export function layRibs(thorax: Thorax, habitus: Habitus, vertebrae: readonly Vertebra[]): Rib[] {
  return sides.flatMap((side) =>
    endDegrees.map((degrees, i): Rib => {
      const { centre } = vertebrae[7 + i]!;
      const drop = dropMm[i]! * (1.22 - 0.3 * habitus.inspiration);
      const end = (degrees * Math.PI) / 180;
      const place = (angle: number): Vec3 => {
        // Posterior ribs leave the spine level, even rising a little, and fall faster sideways.
        const fall = (1 - Math.cos(angle)) / (1 - Math.cos(end));
        const y = centre[1] - 4 + drop * fall - 5 * Math.sin(2 * Math.min(angle, Math.PI / 2));
        const wall = thorax.halfWidth(y) + 4.5;
        const sin = Math.sin(angle);
        const cos = Math.cos(angle);
        const r = 1 / (Math.abs(sin) ** 2.35 + cos * cos) ** 0.46;
        return [
          thorax.spineX(y) * (0.35 + 0.65 * Math.max(0, cos)) + signOf(side) * wall * sin * r,
          y,
          thorax.centreZ(y) + (thorax.halfDepth(y) + 4) * cos * r,
        ];
      };
      const radius = (angle: number): number => {
        const base = i === 0 ? 6.4 : i < 10 ? 5.9 : 4.6;
        const height = 0.84 + 0.2 * Math.min(1, angle / 1.2) + 0.1 * Math.max(0, angle - 1.9);
        // At the side the beam sees the rib from its edge: it is thinner than high.
        return base * height * (1 - 0.44 * Math.abs(Math.sin(angle)) ** 14);
      };
      const line = (from: number, to: number): Tube => {
        const steps = Math.max(4, Math.ceil((to - from) / 0.13));
        return tube(
          Array.from({ length: steps + 1 }, (_, k) => {
            const angle = from + ((to - from) * k) / steps;
            return [...place(angle), radius(angle)] as const;
          }),
          { stepsPerKnot: 2, depth: 0.62, cut: true },
        );
      };
      const split = Math.min(end, Math.PI / 2);
      return {
        number: i + 1,
        side,
        posterior: line(0.15, split),
        anterior: i < 11 ? line(split, end) : undefined,
        end: place(end),
      };
    }),
  );
}

const bone: Material = { kind: 'shell', shellMm: 1.05, shell: 0.036, core: 0.0046 };
const ordinals = ['1st', '2nd', '3rd', ...[4, 5, 6, 7, 8, 9, 10, 11, 12].map((n) => `${n}th`)];

export function ordinal(rib: number): string {
  return ordinals[rib - 1]!;
}

export function ribParts(ribs: readonly Rib[]): Part[] {
  return ribs.flatMap(({ number, side, posterior, anterior }) => [
    part(posterior, bone, [channelOf(`posterior ${ordinal(number)} rib ${side}`)]),
    ...(anterior
      ? [part(anterior, bone, [channelOf(`anterior ${ordinal(number)} rib ${side}`)])]
      : []),
  ]);
}

/** Breastbone and the cartilage of the first ten ribs; it calcifies with age. */
export function sternumParts(thorax: Thorax, habitus: Habitus, ribs: readonly Rib[]): Part[] {
  const front = (y: number): number => thorax.centreZ(y) - thorax.halfDepth(y) - 9;
  const corner = (x: number, y: number): Vec3 => [x, y, front(y)];
  const outline = [
    [-17, 34],
    [17, 34],
    [26, 44],
    [17, 62],
    [13, 76],
    [18, 120],
    [17, 150],
    [9, 182],
    [0, 196],
  ] as const;
  const left = outline.filter(([x]) => x > 0).map(([x, y]) => corner(x, y));
  const right = left.toReversed().map(([x, y, z]): Vec3 => [-x, y, z]);
  const calcified = Math.max(0, habitus.age - 40) / 45;
  const cartilage: Material = { kind: 'solid', added: 0.0012 + 0.006 * calcified };
  return [
    part(
      plate([...left, corner(0, 198), ...right], 12, 3),
      { kind: 'shell', shellMm: 0.9, shell: 0.016, core: 0.0025 },
      [channelOf('sternum')],
    ),
    ...ribs
      .filter(({ number }) => number <= 10)
      .map(({ number, side, end }) => {
        const y = number === 1 ? 44 : Math.min(184, 60 + 19.5 * (number - 2));
        const target = corner(signOf(side) * (number < 7 ? 18 : 16), y);
        const bend: Vec3 = [
          (end[0] + target[0]) / 2,
          Math.max(end[1], y) + (number > 5 ? 9 : -2),
          (end[2] + target[2]) / 2 - 4,
        ];
        return part(
          tube(
            [
              [...end, 5.4],
              [...bend, 4.8],
              [...target, 4.2],
            ],
            { depth: 0.7 },
          ),
          cartilage,
          [channelOf('rib_cartilage')],
        );
      }),
  ];
}
