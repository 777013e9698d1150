// SPDX-License-Identifier: Apache-2.0
import { part } from '../anatomy/part.js';
import { sides, signOf } from '../anatomy/side.js';
import { ellipsoid } from '../geometry/ellipsoid.js';
import { tube } from '../geometry/tube.js';
import type { Act } from './act.js';
import { channelsOf } from './finding.js';
import { placeInZone } from './place.js';

const nodule: Act = {
  draw: (effects, finding, anatomy, random) => {
    const r = [5, 8, 12][finding.grade - 1]! * random.between(0.9, 1.15);
    const at = placeInZone(random, anatomy, finding.side!, finding.zone!, r + 8);
    effects.fills.push({
      name: 'nodule',
      side: finding.side!,
      shapes: [ellipsoid(at, [r, r * 0.92, r], random.between(-1, 1))],
      share: 1.25,
      texture: 'even',
      channels: channelsOf(finding),
    });
  },
};

const mass: Act = {
  draw: (effects, finding, anatomy, random) => {
    const r = [19, 26, 36][finding.grade - 1]! * random.between(0.92, 1.08);
    const at = placeInZone(random, anatomy, finding.side!, finding.zone!, r * 0.7);
    const lobes = Array.from({ length: 6 }, () => {
      const off = (): number => random.between(-0.38, 0.38) * r;
      const own = r * random.between(0.55, 0.75);
      return ellipsoid([at[0] + off(), at[1] + off(), at[2] + off()], [own, own * 0.9, own]);
    });
    effects.fills.push({
      name: 'mass',
      side: finding.side!,
      shapes: [ellipsoid(at, [r * 0.8, r * 0.8, r * 0.8]), ...lobes],
      share: 0.95,
      texture: 'even',
      channels: channelsOf(finding),
    });
  },
};

const granuloma: Act = {
  draw: (effects, finding, anatomy, random) => {
    const at = placeInZone(random, anatomy, finding.side!, finding.zone!, 12);
    const r = random.between(2.2, 3.8) + 0.5 * finding.grade;
    effects.parts.push(
      part(ellipsoid(at, [r, r * 0.9, r]), { kind: 'solid', added: 0.055 }, channelsOf(finding)),
    );
  },
};

/** A thick wall with air in it. */
const cavity: Act = {
  draw: (effects, finding, anatomy, random) => {
    const r = [14, 19, 25][finding.grade - 1]!;
    const at = placeInZone(random, anatomy, finding.side!, finding.zone!, r);
    const inner = r * random.between(0.6, 0.72);
    effects.fills.push({
      name: 'cavity',
      side: finding.side!,
      shapes: [ellipsoid(at, [r, r * 0.94, r], 0.4)],
      share: 0.95,
      texture: 'even',
      channels: channelsOf(finding),
    });
    effects.parts.push(
      part(
        ellipsoid([at[0], at[1] - 0.06 * r, at[2]], [inner, inner * 0.95, inner], 0.4),
        { kind: 'air', share: 0.85 },
        channelsOf(finding),
      ),
    );
  },
};

/** Strands towards an apex, drawing a little. */
const scar: Act = {
  draw: (effects, finding, anatomy, random) => {
    const s = signOf(finding.side!);
    for (let i = 0; i < 3 + 2 * finding.grade; i++) {
      const [x, y, z] = placeInZone(random, anatomy, finding.side!, 'upper', 10);
      effects.parts.push(
        part(
          tube(
            [
              [x, y, z, 0.8],
              [x - s * random.between(4, 12), y + random.between(6, 16), z, 1.3],
              [x - s * random.between(12, 24), y + random.between(14, 30), z + 6, 0.7],
            ],
            { depth: 4 },
          ),
          { kind: 'solid', added: 0.0125 },
          channelsOf(finding),
        ),
      );
    }
  },
};

const emphysema: Act = {
  change: (changes, { grade }) => {
    changes.hyperinflation += 0.3 * grade;
    changes.heart *= 1 - 0.04 * grade;
  },
  draw: (effects, finding, anatomy, random) => {
    for (const side of sides) {
      effects.lucency[side] += 0.16 * finding.grade;
      for (let i = 1; i < finding.grade * 2; i++) {
        const r = random.between(12, 24);
        const at = placeInZone(random, anatomy, side, 'upper', r * 0.4);
        // The hair-thin wall of a bulla: a shell's outside less its inside.
        effects.parts.push(
          part(ellipsoid(at, [r, r * 0.9, r]), { kind: 'solid', added: 0.0125 }, []),
          part(
            ellipsoid(at, [r - 0.7, r * 0.9 - 0.7, r - 0.7]),
            { kind: 'solid', added: -0.0145 },
            [],
          ),
        );
      }
    }
    effects.copies.push({ channel: channelsOf(finding)[0]!, from: ['right lung', 'left lung'] });
  },
};

export const focalActs = {
  nodule,
  mass,
  'calcified granuloma': granuloma,
  cavity,
  scar,
  emphysema,
} as const;
