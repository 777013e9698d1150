// SPDX-License-Identifier: Apache-2.0
import { channelOf } from '../catalogue.js';
import { ellipsoid } from '../geometry/ellipsoid.js';
import { plate } from '../geometry/plate.js';
import { tube, type Tube } from '../geometry/tube.js';
import { mirror, type Vec3 } from '../geometry/vector.js';
import type { Random } from '../random.js';
import type { Habitus } from './habitus.js';
import { type Material, type Part, part } from './part.js';
import { type Side, sides } from './side.js';
import type { Thorax } from './thorax.js';

const long: Material = { kind: 'shell', shellMm: 1.7, shell: 0.03, core: 0.006 };
const blade: Material = { kind: 'solid', added: 0.013 };
const border: Material = { kind: 'shell', shellMm: 1, shell: 0.026, core: 0.006 };
const head: Material = { kind: 'shell', shellMm: 1.4, shell: 0.02, core: 0.0052 };

/** The collar bone of a side. */
export function clavicleTube(thorax: Thorax, habitus: Habitus, random: Random, side: Side): Tube {
  const wide = habitus.build;
  const lift = (habitus.erect ? 4 : -2) + random.between(-4, 5);
  const knots = [
    [20, 42, -58, 9.5],
    [42, 34, -55, 7.2],
    [75, 25, -46, 5.6],
    [105, 16, -30, 5.3],
    [135, 8, -12, 5.8],
    [158, 5, 0, 7],
    [170, 6, 4, 6.6],
  ] as const;
  const at = ([x, y, z, r]: (typeof knots)[number]): [number, number, number, number] => {
    const place: Vec3 = [x * wide, y - lift * (x / 170) * 2, z];
    return [...(side === 'right' ? mirror(place) : place), r * (habitus.sex === 'male' ? 1 : 0.88)];
  };
  return tube(knots.map(at), { stepsPerKnot: 5, depth: 0.95 });
}

/** Collar bones, shoulder blades and upper arms. */
export function shoulderParts(thorax: Thorax, habitus: Habitus, random: Random): Part[] {
  return sides.flatMap((side) => {
    const own = random.fork(side);
    const clavicle = clavicleTube(thorax, habitus, own, side);
    return [
      part(clavicle, long, [channelOf(`clavicle ${side}`)]),
      ...scapula(habitus, own, side),
      ...upperArm(habitus, side),
    ];
  });
}

function scapula(habitus: Habitus, random: Random, side: Side): Part[] {
  const channels = [channelOf(`scapula ${side}`)];
  // Standing with the shoulders rolled forward the blades clear the lungs; lying they do not.
  const out = (habitus.erect ? 8 : -16) + random.between(-6, 6);
  const turn = habitus.erect ? 0.16 : 0.02;
  const at = (x: number, y: number, z: number): Vec3 => {
    const [cx, cy] = [150, 40];
    const px = cx + (x - cx) * Math.cos(turn) + (y - cy) * Math.sin(turn);
    const py = cy + (y - cy) * Math.cos(turn) - (x - cx) * Math.sin(turn);
    const place: Vec3 = [(px + out) * habitus.build, py, z];
    return side === 'right' ? mirror(place) : place;
  };
  const rod = (depth: number, ...knots: readonly (readonly [number, number, number, number])[]) =>
    tube(
      knots.map(([x, y, z, r]) => [...at(x, y, z), r] as const),
      { depth },
    );
  return [
    part(
      plate(
        [
          at(116, 2, 85),
          at(140, 4, 80),
          at(166, 22, 60),
          at(168, 52, 60),
          at(152, 88, 75),
          at(130, 150, 92),
          at(122, 154, 94),
          at(113, 110, 94),
          at(109, 40, 92),
        ],
        2.6,
        1.6,
      ),
      blade,
      channels,
    ),
    part(
      rod(1, [168, 56, 58, 5.5], [150, 92, 74, 4.4], [132, 142, 90, 4], [124, 154, 94, 4.2]),
      border,
      channels,
    ),
    part(
      rod(1, [116, 2, 86, 1.9], [109, 40, 92, 1.5], [113, 112, 94, 1.5], [122, 154, 94, 2.6]),
      border,
      channels,
    ),
    part(
      rod(
        1,
        [110, 34, 94, 2.4],
        [138, 20, 96, 4],
        [165, 4, 84, 5],
        [186, -2, 52, 6.5],
        [190, 2, 34, 5],
      ),
      border,
      channels,
    ),
    part(rod(1, [160, 22, 58, 4.6], [158, 13, 36, 5], [166, 22, 16, 4.6]), border, channels),
    part(ellipsoid(at(169, 40, 56), [6, 18, 13]), border, channels),
  ];
}

function upperArm(habitus: Habitus, side: Side): Part[] {
  const swing = habitus.erect ? 26 : 10;
  const at = (x: number, y: number, z: number): Vec3 => {
    const place: Vec3 = [x * habitus.build + (habitus.erect ? 6 : -6), y, z];
    return side === 'right' ? mirror(place) : place;
  };
  return [
    part(ellipsoid(at(190, 34, 45), [22, 24, 22]), head, []),
    part(
      tube([
        [...at(196, 40, 42), 19],
        [...at(203, 70, 38), 13],
        [...at(207 + swing * 0.3, 110, 34), 11],
        [...at(207 + swing, 240, 25), 11],
        [...at(207 + swing * 1.5, 400, 15), 13],
      ]),
      { kind: 'shell', shellMm: 3.6, shell: 0.026, core: 0.003 },
      [],
    ),
  ];
}
