// SPDX-License-Identifier: Apache-2.0
import { part } from '../anatomy/part.js';
import { signOf, type Side } from '../anatomy/side.js';
import type { Act } from '../findings/act.js';
import { channelsOf } from '../findings/finding.js';
import { ellipsoid } from '../geometry/ellipsoid.js';
import type { Vec3 } from '../geometry/vector.js';
import type { Random } from '../random.js';
import { metal, opaquePlastic, ring, wire } from './materials.js';

/** From the vein of a side to the lower third of the superior vena cava. */
function toCaval(side: Side, random: Random): Vec3[] {
  const tip: Vec3[] = [
    [-25, 66, -10],
    [-26, random.between(88, 116), -9],
  ];
  return side === 'right' ? [[-26, 34, -14], ...tip] : [[14, 34, -22], [-12, 48, -18], ...tip];
}

const central: Act = {
  draw: (effects, finding, _anatomy, random) => {
    const s = signOf(finding.side!);
    const start: Vec3[] = random.chance(0.6)
      ? [
          [s * 46, -96, -26],
          [s * 36, -50, -14],
          [s * 30, 4, -12],
        ]
      : [
          [s * 128, 62, -62],
          [s * 104, 34, -52],
          [s * 66, 24, -32],
        ];
    effects.parts.push(
      part(
        wire([...start, ...toCaval(finding.side!, random)], 1.25),
        opaquePlastic,
        channelsOf(finding),
      ),
    );
  },
};

const peripheral: Act = {
  draw: (effects, finding, _anatomy, random) => {
    const s = signOf(finding.side!);
    const arm: Vec3[] = [
      [s * 206, 150, 30],
      [s * 190, 80, 20],
      [s * 160, 36, 4],
      [s * 118, 24, -24],
      [s * 74, 24, -30],
    ];
    effects.parts.push(
      part(
        wire([...arm, ...toCaval(finding.side!, random)], 0.85),
        { kind: 'solid', added: 0.15 },
        channelsOf(finding),
      ),
    );
  },
};

const port: Act = {
  draw: (effects, finding, { thorax }, random) => {
    const s = signOf(finding.side!);
    const y = random.between(64, 84);
    const x = random.between(84, 100);
    const z = thorax.centreZ(y) - thorax.halfDepth(y) - 14;
    const channels = channelsOf(finding);
    const way: Vec3[] = [
      [s * x, y - 12, z],
      [s * (x - 8), 34, -66],
      [s * 66, 4, -50],
      [s * 48, 0, -34],
      [s * 36, 12, -20],
    ];
    effects.parts.push(
      part(ellipsoid([s * x, y, z], [12, 13, 6]), { kind: 'solid', added: 0.035 }, channels),
      part(ring([s * x, y, z], [7, 7.4], 0, 1.1), metal, channels),
      part(wire([...way, ...toCaval(finding.side!, random)], 1.15), opaquePlastic, channels),
    );
  },
};

const generator: Act = {
  draw: (effects, finding, { thorax }, random) => {
    const s = signOf(finding.side!);
    const y = random.between(52, 72);
    const x = random.between(98, 112);
    const z = thorax.centreZ(y) - thorax.halfDepth(y) - 16;
    const channels = channelsOf(finding);
    effects.parts.push(
      part(
        ellipsoid([s * x, y, z], [23, 20, 4.6], s * 0.3),
        { kind: 'solid', added: 0.24 },
        channels,
      ),
      part(
        ellipsoid([s * (x - 12), y - 15, z], [9, 5, 3.6], s * 0.3),
        { kind: 'solid', added: 0.1 },
        channels,
      ),
    );
  },
};

const lead: Act = {
  draw: (effects, finding, { heart }) => {
    const s = signOf(finding.side!);
    const channels = channelsOf(finding);
    const [rx, ry, rz] = heart.rightAtrium.centre;
    const [ax, ay, az] = heart.apex;
    const way: Vec3[] = [
      [s * 96, 44, -84],
      [s * 100, 30, -74],
      [s * 76, 24, -48],
    ];
    const caval: Vec3[] =
      s < 0
        ? [
            [-27, 42, -14],
            [-25, 80, -10],
          ]
        : [
            [14, 34, -24],
            [-14, 50, -18],
            [-25, 82, -10],
          ];
    const ventricle: Vec3[] = [
      ...way,
      ...caval,
      [rx - 2, ry - 4, rz - 4],
      [rx + 22, ry + 26, rz - 16],
      [ax - 28, ay - 2, az - 14],
    ];
    const atrium: Vec3[] = [
      ...way.map(([x, y, z]): Vec3 => [x, y + 3, z]),
      ...caval,
      [rx - 6, ry + 2, rz],
      [rx + 2, ry + 14, rz - 12],
      [rx + 10, ry - 4, rz - 20],
    ];
    for (const line of [ventricle, atrium]) {
      const [x, y, z] = line.at(-1)!;
      effects.parts.push(
        part(wire(line, 0.85), { kind: 'solid', added: 0.3 }, channels),
        part(ellipsoid([x, y, z], [3, 1.3, 1.3]), metal, channels),
      );
    }
  },
};

export const lineActs = {
  'central venous catheter': central,
  'peripherally inserted central catheter': peripheral,
  'port catheter': port,
  'pacemaker generator': generator,
  'pacemaker lead': lead,
} as const;
