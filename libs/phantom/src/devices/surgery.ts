// SPDX-License-Identifier: Apache-2.0
import { part } from '../anatomy/part.js';
import { signOf } from '../anatomy/side.js';
import type { Act } from '../findings/act.js';
import { channelsOf } from '../findings/finding.js';
import { plate } from '../geometry/plate.js';
import { tube } from '../geometry/tube.js';
import type { Vec3 } from '../geometry/vector.js';
import { metal, ring, wire } from './materials.js';

const valve: Act = {
  draw: (effects, finding, { heart }, random) => {
    const [x, y, z] = heart.leftVentricle.centre;
    const mitral = random.chance(0.5);
    const at: Vec3 = mitral ? [x - 20, y - 8, z + 18] : [x - 28, y - 34, z - 2];
    effects.parts.push(
      part(ring(at, [12, mitral ? 9 : 5], mitral ? 0.9 : 0.5, 1.3), metal, channelsOf(finding)),
    );
  },
};

const sternotomy: Act = {
  draw: (effects, finding, { thorax }, random) => {
    const channels = channelsOf(finding);
    for (let i = 0; i < 6; i++) {
      const y = 44 + 23 * i + random.between(-2, 2);
      const z = thorax.centreZ(y) - thorax.halfDepth(y) - 10;
      const x = random.between(-2, 2);
      effects.parts.push(
        part(
          ring([x, y, z], [9 + random.between(-1.5, 1.5), 5.2], random.between(-0.35, 0.35), 0.85),
          metal,
          channels,
        ),
        part(
          wire(
            [
              [x + 6, y + 3, z - 3],
              [x + 8, y + 7, z - 4],
            ],
            0.7,
          ),
          metal,
          channels,
        ),
      );
    }
  },
};

const clips: Act = {
  draw: (effects, finding, _anatomy, random) => {
    const s = signOf(finding.side!);
    const hilum = random.chance(0.5);
    const centre: Vec3 = hilum ? [s * 46, 112, 10] : [s * 140, 70, -20];
    for (let i = 0; i < 4 + 2 * finding.grade; i++) {
      const at: Vec3 = [
        centre[0] + random.between(-16, 16),
        centre[1] + random.between(-20, 20),
        centre[2],
      ];
      const lean = random.between(-1.5, 1.5);
      const [dx, dy] = [3.2 * Math.cos(lean), 3.2 * Math.sin(lean)];
      effects.parts.push(
        part(
          wire(
            [
              [at[0] - dx, at[1] - dy, at[2]],
              [at[0] + dx, at[1] + dy, at[2]],
            ],
            0.75,
          ),
          metal,
          channelsOf(finding),
        ),
      );
    }
  },
};

/** A mesh tube in the descending aorta. */
const stent: Act = {
  draw: (effects, finding, { great }, random) => {
    const { points, radii } = great.descending;
    const first = Math.floor(points.length * random.between(0.05, 0.16));
    const channels = channelsOf(finding);
    const length = Math.floor(points.length * 0.4);
    const line = (phase: number, turns: number): Vec3[] =>
      Array.from({ length: 4 * turns + 1 }, (_, i) => {
        const at = first + (i / (4 * turns)) * length;
        const [x, y, z] = points[Math.floor(at)]!;
        const [, below] = points[Math.min(points.length - 1, Math.floor(at) + 1)]!;
        const r = radii[Math.floor(at)]! - 1;
        return [x + r * (((i + phase) & 1) * 2 - 1), y + (below - y) * (at % 1), z];
      });
    for (const phase of [0, 1])
      effects.parts.push(part(wire(line(phase, 6), 0.45, 2), metal, channels));
  },
};

const spinal: Act = {
  draw: (effects, finding, { vertebrae }, random) => {
    const first = random.whole(13, 15);
    const channels = channelsOf(finding);
    const levels = vertebrae.slice(first, first + 4);
    for (const side of [-1, 1]) {
      const rod = levels.map(({ centre: [x, y, z], halfWidth }): Vec3 => [
        x + side * halfWidth * 0.72,
        y,
        z + 38,
      ]);
      effects.parts.push(part(wire(rod, 2.6), metal, channels));
      for (const [x, y, z] of rod) {
        effects.parts.push(
          part(
            tube([
              [x + side * 2, y, z, 3.4],
              [x - side * 5, y + 1, z - 30, 2.6],
            ]),
            metal,
            channels,
          ),
        );
      }
    }
  },
};

/** A plate with screws on the collar bone. */
const orthopedic: Act = {
  draw: (effects, finding, { parts }) => {
    const channel = finding.side === 'right' ? 32 : 31;
    const bone = parts.find(
      ({ channels, shape }) => channels.includes(channel) && shape.kind === 'tube',
    )?.shape;
    if (bone?.kind !== 'tube') return;
    const channels = channelsOf(finding);
    const run = bone.points.slice(
      Math.floor(bone.points.length * 0.35),
      Math.floor(bone.points.length * 0.8),
    );
    const top = run.map(([x, y, z]): Vec3 => [x, y - 4, z - 5]);
    const bottom = run.map(([x, y, z]): Vec3 => [x, y + 3, z - 5]).toReversed();
    effects.parts.push(
      part(plate([...top, ...bottom], 2.4, 0.6), { kind: 'solid', added: 0.3 }, channels),
    );
    for (let i = 1; i < run.length; i += 3) {
      const [x, y, z] = run[i]!;
      effects.parts.push(
        part(
          wire(
            [
              [x, y - 5, z - 6],
              [x, y + 10, z + 4],
            ],
            1.5,
          ),
          metal,
          channels,
        ),
      );
    }
  },
};

export const surgeryActs = {
  'prosthetic heart valve': valve,
  'sternotomy wires': sternotomy,
  'surgical clips': clips,
  stent,
  'spinal hardware': spinal,
  'orthopedic hardware': orthopedic,
} as const;
