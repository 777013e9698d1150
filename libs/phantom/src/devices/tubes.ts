// SPDX-License-Identifier: Apache-2.0
import { carinaY } from '../anatomy/airways.js';
import { part } from '../anatomy/part.js';
import { signOf } from '../anatomy/side.js';
import type { Act } from '../findings/act.js';
import { channelsOf } from '../findings/finding.js';
import { plate } from '../geometry/plate.js';
import { tube } from '../geometry/tube.js';
import { stripe, wall, wire } from './materials.js';

const endotracheal: Act = {
  draw: (effects, finding, { changes }, random) => {
    const tip = carinaY - random.between(28, 48);
    const s = changes.shiftMm * 0.6;
    const channels = channelsOf(finding);
    effects.parts.push(
      part(
        tube([
          [4, -110, -30, 5],
          [2, -60, 2, 5],
          [s - 1, 10, 18, 5],
          [s - 1, tip, 24, 4.8],
        ]),
        wall,
        channels,
      ),
      part(
        wire(
          [
            [8, -110, -30],
            [6.4, -60, 2],
            [s + 3.2, 10, 18],
            [s + 3, tip - 4, 24],
          ],
          0.7,
        ),
        stripe,
        channels,
      ),
    );
  },
};

const tracheostomy: Act = {
  draw: (effects, finding, { changes }) => {
    const s = changes.shiftMm * 0.5;
    const channels = channelsOf(finding);
    effects.parts.push(
      part(
        tube([
          [0, -34, -35, 6],
          [0, -24, 0, 6],
          [s * 0.4 - 1, 0, 16, 6],
          [s - 1, 34, 24, 5.6],
        ]),
        { kind: 'shell', shellMm: 1.2, shell: 0.045, core: -0.004 },
        channels,
      ),
      part(
        plate(
          [
            [-27, -38, -48],
            [27, -38, -48],
            [29, -30, -48],
            [20, -25, -48],
            [-20, -25, -48],
            [-29, -30, -48],
          ],
          3,
          2,
        ),
        { kind: 'solid', added: 0.03 },
        channels,
      ),
    );
  },
};

const nasogastric: Act = {
  draw: (effects, finding, { thorax, changes }, random) => {
    const floor = thorax.diaphragm.left.top[1];
    const s = changes.shiftMm;
    const line = wire(
      [
        [-6, -110, -10],
        [4, -60, 12],
        [s + 7, 30, 36],
        [s + 6, 110, 40],
        [s + 10, 170, 36],
        [20, floor + 18, 20],
        [48, floor + 38, 0],
        [66 + random.between(-8, 8), floor + 60, -10],
        [52, floor + 82, -14],
      ],
      1.7,
    );
    const channels = channelsOf(finding);
    effects.parts.push(part(line, { kind: 'solid', added: 0.07 }, channels));
  },
};

const chest: Act = {
  draw: (effects, finding, { thorax }, random) => {
    const s = signOf(finding.side!);
    const low = random.between(150, 190);
    const tip = random.between(30, 60);
    const at = (x: number, y: number, z: number, r: number) => [s * x, y, z, r] as const;
    const out = thorax.halfWidth(low);
    const knots = [
      at(out + 45, low + 34, -20, 4.4),
      at(out + 6, low + 4, -14, 4.4),
      at(out - 14, low - 26, -6, 4.4),
      at(out - 26, (low + tip) / 2, 10, 4.4),
      at(thorax.halfWidth(tip) - 34, tip, 20, 4),
    ];
    const channels = channelsOf(finding);
    effects.parts.push(
      part(tube(knots), wall, channels),
      part(
        wire(
          knots.map(([x, y, z]) => [x + s * 2.6, y, z] as const),
          0.9,
        ),
        stripe,
        channels,
      ),
    );
  },
};

export const tubeActs = {
  'endotracheal tube': endotracheal,
  'tracheostomy tube': tracheostomy,
  'nasogastric tube': nasogastric,
  'chest tube': chest,
} as const;
