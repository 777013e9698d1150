// SPDX-License-Identifier: Apache-2.0
import { type Material, part, soft } from '../anatomy/part.js';
import { signOf } from '../anatomy/side.js';
import { ellipsoid } from '../geometry/ellipsoid.js';
import { tube } from '../geometry/tube.js';
import type { Act } from './act.js';
import { channelsOf } from './finding.js';

const cardiomegaly: Act = {
  change: (changes, { grade }) => {
    changes.heart *= [1.19, 1.32, 1.47][grade - 1]!;
  },
  draw: (effects, finding) => {
    effects.copies.push({ channel: channelsOf(finding)[0]!, from: ['heart'] });
  },
};

const pericardial: Act = {
  change: (changes, { grade }) => {
    changes.pericardiumMm += 9 + 6 * grade;
    changes.heart *= 1.06;
  },
  draw: (effects, finding, { heart }) => {
    effects.parts.push(part(heart.sac, soft, channelsOf(finding)));
  },
};

const wide: Act = {
  change: (changes, { grade }) => {
    changes.mediastinumMm += 5 + 5 * grade;
  },
  draw: (effects, finding) => {
    effects.copies.push({ channel: channelsOf(finding)[0]!, from: ['upper mediastinum'] });
  },
};

const tortuous: Act = {
  change: (changes, { grade }) => {
    changes.tortuosity += 0.35 + 0.25 * grade;
  },
  draw: (effects, finding) => {
    effects.copies.push({ channel: channelsOf(finding)[0]!, from: ['aorta'] });
  },
};

/** Chalk in the wall of the arch: thin arcs along its left edge. */
const calcification: Act = {
  draw: (effects, finding, { great }, random) => {
    const { points, radii } = great.arch;
    const material: Material = { kind: 'solid', added: 0.1 };
    const last = points.length - 1;
    for (let i = 0; i < 1 + finding.grade; i++) {
      const from = Math.floor(random.between(0.5, 0.75) * last);
      const to = Math.min(last, from + 4 + finding.grade);
      const knots = [from, Math.floor((from + to) / 2), to].map((at) => {
        const [x, y, z] = points[at]!;
        const out = (at - from) / Math.max(1, to - from);
        return [
          x + radii[at]! * (0.55 + 0.4 * out),
          y - radii[at]! * (0.75 - 0.7 * out),
          z,
          0.9,
        ] as const;
      });
      effects.parts.push(part(tube(knots, { depth: 2.5 }), material, channelsOf(finding)));
    }
  },
};

const hilum: Act = {
  change: (changes, { side, grade }) => {
    changes.hilumMm[side!] += 1.5 * grade;
  },
  draw: (effects, finding, { great }, random) => {
    const { side, grade } = finding;
    const artery = side === 'right' ? great.rightArtery : great.leftArtery;
    const [x, y, z] = artery.points[Math.floor(artery.points.length * 0.62)]!;
    const r = 8 + 3.2 * grade;
    const nodes = Array.from({ length: 5 }, () =>
      ellipsoid(
        [
          x + signOf(side!) * random.between(0, r),
          y + random.between(-1.1, 1.1) * r,
          z + random.between(-6, 10),
        ],
        [r * random.between(0.6, 0.9), r * 0.8, r * 0.8],
      ),
    );
    effects.fills.push({
      name: `hilum ${side}`,
      side: side!,
      shapes: nodes,
      share: 0.9,
      texture: 'even',
      channels: channelsOf(finding),
    });
  },
};

/** Stomach above the diaphragm, behind the heart, with its own level of air. */
const hernia: Act = {
  draw: (effects, finding, { thorax }) => {
    const floor = thorax.diaphragm.left.top[1];
    const r = 19 + 7 * finding.grade;
    const channels = channelsOf(finding);
    effects.parts.push(
      part(ellipsoid([10, floor - r * 0.45, 38], [r * 1.15, r, r * 0.9]), soft, channels, 'spine'),
      part(
        ellipsoid([10, floor - r * 0.8, 38], [r * 0.78, r * 0.38, r * 0.6]),
        { kind: 'air', share: 0.85 },
        channels,
      ),
    );
  },
};

const elevated: Act = {
  change: (changes, { side, grade }) => {
    changes.diaphragmMm[side!] += 14 + 13 * grade;
  },
  draw: (effects, finding) => {
    effects.copies.push({
      channel: channelsOf(finding)[0]!,
      from: [`${finding.side} hemidiaphragm`],
    });
  },
};

export const mediastinumActs = {
  cardiomegaly,
  'pericardial effusion': pericardial,
  'wide mediastinum': wide,
  'tortuous aorta': tortuous,
  'aortic calcification': calcification,
  'hilar enlargement': hilum,
  'hiatal hernia': hernia,
  'elevated hemidiaphragm': elevated,
} as const;
