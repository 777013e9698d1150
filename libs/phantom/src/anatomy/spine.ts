// SPDX-License-Identifier: Apache-2.0
import { channelOf } from '../catalogue.js';
import { ellipsoid } from '../geometry/ellipsoid.js';
import { plate } from '../geometry/plate.js';
import { tube } from '../geometry/tube.js';
import { type Vec3 } from '../geometry/vector.js';
import type { Changes } from './changes.js';
import { type Material, type Part, part, soft } from './part.js';
import type { Thorax } from './thorax.js';

/** One vertebra: its name, the middle of its body, its height and half its width, mm. */
export interface Vertebra {
  readonly name: string;
  readonly centre: Vec3;
  readonly height: number;
  readonly halfWidth: number;
  /** Lean in the picture plane, radians. */
  readonly lean: number;
}

const names = [
  ...Array.from({ length: 7 }, (_, i) => `C${i + 1}`),
  ...Array.from({ length: 12 }, (_, i) => `T${i + 1}`),
  ...Array.from({ length: 5 }, (_, i) => `L${i + 1}`),
];
/** Where T1 begins. */
const topOfThorax = -24;

/** Distance from a vertebra to the next, by its place from C1 (0) to L5 (23). */
function pitch(index: number): number {
  if (index < 7) return 15 + 0.45 * index;
  return 18.2 + 0.82 * (index - 7);
}

export function layVertebrae(thorax: Thorax, changes: Changes): Vertebra[] {
  let top = topOfThorax;
  for (let i = 0; i < 7; i++) top -= pitch(i);
  return names.map((name, i) => {
    const lost = changes.collapsed.get(i - 6) ?? 0;
    const height = pitch(i) * (1 - lost);
    const y = top + height / 2;
    top += height;
    const lean = Math.atan((thorax.spineX(y + 5) - thorax.spineX(y - 5)) / 10);
    return {
      name,
      centre: [thorax.spineX(y), y, thorax.spineZ(y)],
      height,
      halfWidth: i < 7 ? 11.5 : 13 + 0.55 * (i - 7),
      lean,
    };
  });
}

const body: Material = { kind: 'shell', shellMm: 1.2, shell: 0.013, core: 0.0017 };
const endPlate: Material = { kind: 'solid', added: 0.006 };
const arch: Material = { kind: 'shell', shellMm: 1.1, shell: 0.02, core: 0.002 };

/** Bodies with end plates, pedicles, transverse and spinous processes. */
export function spineParts(vertebrae: readonly Vertebra[]): Part[] {
  return vertebrae.flatMap((vertebra) => {
    const { name, centre, height, halfWidth, lean } = vertebra;
    const channels = [channelOf(`vertebrae ${name}`)];
    const [x, y, z] = centre;
    const at = (dx: number, dy: number, dz: number): Vec3 => [
      x + dx * Math.cos(lean) + dy * Math.sin(lean),
      y + dy * Math.cos(lean) - dx * Math.sin(lean),
      z + dz,
    ];
    const half = height * 0.42;
    const waist = halfWidth * 0.9;
    const outline = [
      at(-halfWidth, -half, 0),
      at(halfWidth, -half, 0),
      at(waist, 0, 0),
      at(halfWidth, half, 0),
      at(-halfWidth, half, 0),
      at(-waist, 0, 0),
    ];
    const rod = (from: Vec3, to: Vec3, r0: number, r1: number, depth = 1) =>
      tube(
        [
          [...from, r0],
          [...to, r1],
        ],
        { stepsPerKnot: 3, depth },
      );
    return [
      part(plate(outline, halfWidth * 1.6, halfWidth * 0.6), body, channels),
      ...[-half, half].map((edge) =>
        part(
          rod(at(-halfWidth * 0.92, edge, 0), at(halfWidth * 0.92, edge, 0), 1, 1, 7),
          endPlate,
          channels,
        ),
      ),
      ...[-1, 1].flatMap((side) => [
        part(
          ellipsoid(at(side * halfWidth * 0.68, -half * 0.3, 24), [3.1, 4.6, 6]),
          arch,
          channels,
        ),
        part(
          rod(
            at(side * halfWidth * 0.7, -half * 0.2, 26),
            at(side * (halfWidth + 11), -half * 0.55, 33),
            3.6,
            2.6,
          ),
          arch,
          channels,
        ),
      ]),
      part(ellipsoid(at(0, half * 0.9, 44), [2.5, half * 0.62, 9]), arch, channels),
    ];
  });
}

/** The column with the muscle beside it, which the lungs lie against. */
export function paraspinalPart(thorax: Thorax): Part {
  return part(
    {
      kind: 'stack',
      from: -130,
      to: 330,
      power: 1.8,
      fade: 1.3,
      z: 70,
      section: (y) => ({
        x: thorax.spineX(y),
        z: thorax.spineZ(y) + 12,
        halfWidth: 28 + 0.03 * Math.max(0, y),
        halfDepth: 34,
      }),
    },
    soft,
    [],
    'spine',
  );
}
