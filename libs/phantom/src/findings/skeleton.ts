// SPDX-License-Identifier: Apache-2.0
import { type Material, part } from '../anatomy/part.js';
import { signOf } from '../anatomy/side.js';
import { ellipsoid } from '../geometry/ellipsoid.js';
import { tube } from '../geometry/tube.js';
import type { Act } from './act.js';
import { channelsOf } from './finding.js';

const callus: Material = { kind: 'solid', added: 0.02 };

/** A dark line across the rib at its side, with a stepped edge. */
const rib: Act = {
  draw: (effects, finding, { ribs }, random) => {
    const own = ribs.filter(
      ({ side, number }) => side === finding.side && number >= 4 && number <= 9,
    );
    const first = random.whole(0, own.length - finding.grade);
    for (let i = 0; i < finding.grade; i++) {
      const { points, radii } = own[first + i]!.posterior;
      const at = Math.floor(points.length * random.between(0.58, 0.72));
      const [x, y, z] = points[at]!;
      const [nx, ny] = points[at + 1]!;
      const r = radii[at]!;
      const turn = Math.atan2(ny - y, nx - x);
      effects.parts.push(
        part(
          ellipsoid([x, y, z], [1.5, r * 1.15, r * 0.9], turn + 0.35),
          { kind: 'solid', added: -0.032 },
          channelsOf(finding),
        ),
        part(
          ellipsoid([x + 2 * signOf(finding.side!), y + r * 0.8, z], [4.5, 2.2, 4], turn),
          callus,
          channelsOf(finding),
        ),
      );
    }
  },
};

const clavicle: Act = {
  draw: (effects, finding, { parts }) => {
    const channel = finding.side === 'right' ? 32 : 31;
    const bone = parts.find(
      ({ channels, shape }) => channels.includes(channel) && shape.kind === 'tube',
    )?.shape;
    if (bone?.kind !== 'tube') return;
    const at = Math.floor(bone.points.length * 0.5);
    const [x, y, z] = bone.points[at]!;
    const r = bone.radii[at]!;
    const s = signOf(finding.side!);
    const channels = channelsOf(finding);
    effects.parts.push(
      part(
        ellipsoid([x, y, z], [2.2, r * 1.35, r], s * 0.5),
        { kind: 'solid', added: -0.024 },
        channels,
      ),
      // The inner piece rides up over the outer.
      part(
        tube([
          [x - s * 9, y - r * 0.9, z, r * 0.45],
          [x + s * 5, y - r * 1.25, z, r * 0.4],
        ]),
        { kind: 'solid', added: 0.03 },
        channels,
      ),
    );
  },
};

const compression: Act = {
  change: (changes, { grade }, random) => {
    changes.collapsed.set(random.whole(8, 11), 0.18 + 0.1 * grade);
  },
  draw: (effects, finding, { vertebrae, changes }) => {
    const [number] = [...changes.collapsed.keys()];
    const { centre, halfWidth, height } = vertebrae[6 + number!]!;
    effects.parts.push(
      part(
        ellipsoid(centre, [halfWidth, height * 0.38, 14]),
        { kind: 'solid', added: 0.008 },
        channelsOf(finding),
      ),
    );
  },
};

/** Beaks of bone at the edges of the discs. */
const degenerative: Act = {
  draw: (effects, finding, { vertebrae }, random) => {
    const channels = channelsOf(finding);
    for (const { centre, halfWidth, height } of vertebrae.slice(12, 20)) {
      const [x, y, z] = centre;
      for (const side of [-1, 1]) {
        if (!random.chance(0.35 + 0.2 * finding.grade)) continue;
        const out = random.between(3, 5) + finding.grade;
        effects.parts.push(
          part(
            tube([
              [x + side * (halfWidth - 2), y + height * 0.34, z - 6, 2.4],
              [x + side * (halfWidth + out * 0.6), y + height * 0.44, z - 6, 2.2],
              [x + side * (halfWidth + out), y + height * 0.52, z - 6, 1],
            ]),
            { kind: 'solid', added: 0.035 },
            channels,
          ),
        );
      }
      effects.parts.push(
        part(
          ellipsoid([x, y + height * 0.45, z], [halfWidth * 0.95, 1.6, 13]),
          { kind: 'solid', added: 0.007 },
          channels,
        ),
      );
    }
  },
};

const scoliosis: Act = {
  change: (changes, { side, grade }) => {
    changes.scoliosisMm += signOf(side!) * (7 + 6 * grade);
  },
  draw: (effects, finding) => {
    effects.copies.push({ channel: channelsOf(finding)[0]!, from: ['thoracic spine'] });
  },
};

export const skeletonActs = {
  'rib fracture': rib,
  'clavicle fracture': clavicle,
  'vertebral compression fracture': compression,
  'degenerative spine': degenerative,
  scoliosis,
} as const;
