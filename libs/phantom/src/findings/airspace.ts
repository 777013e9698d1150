// SPDX-License-Identifier: Apache-2.0
import { part } from '../anatomy/part.js';
import { sides, signOf, type Side } from '../anatomy/side.js';
import { channelOf } from '../catalogue.js';
import { ellipsoid } from '../geometry/ellipsoid.js';
import { tube } from '../geometry/tube.js';
import type { Random } from '../random.js';
import type { Act } from './act.js';
import { channelsOf } from './finding.js';
import { placeInZone } from './place.js';

/** A cluster of ellipsoids: an ill-defined patch. */
function patch(
  random: Random,
  at: readonly [number, number, number],
  radius: number,
  count: number,
) {
  return Array.from({ length: count }, () => {
    const r = radius * random.between(0.42, 0.75);
    const off = (): number => random.between(-0.62, 0.62) * radius;
    return ellipsoid(
      [at[0] + off(), at[1] + off() * 0.8, at[2] + off()],
      [r * 1.15, r * 0.85, r],
      random.between(-1, 1),
    );
  });
}

const consolidation: Act = {
  draw: (effects, finding, anatomy, random) => {
    const { side, grade, zone } = finding;
    const radius = [22, 33, 46][grade - 1]!;
    const at = placeInZone(random, anatomy, side!, zone!, radius * 0.4);
    effects.fills.push({
      name: `consolidation ${side}`,
      side: side!,
      shapes: patch(random, at, radius, 11),
      share: [0.6, 0.72, 0.85][grade - 1]!,
      texture: 'cloudy',
      channels: [...channelsOf(finding), channelOf(`lung opacity ${side}`)],
    });
  },
};

const opacity: Act = {
  draw: (effects, finding, anatomy, random) => {
    const { side, grade, zone } = finding;
    const radius = [20, 28, 36][grade - 1]!;
    const at = placeInZone(random, anatomy, side!, zone!, radius * 0.4);
    effects.fills.push({
      name: `opacity ${side}`,
      side: side!,
      shapes: patch(random, at, radius, 8),
      share: [0.3, 0.38, 0.46][grade - 1]!,
      texture: 'cloudy',
      channels: channelsOf(finding),
    });
  },
};

/** Bands above the diaphragm; from grade 2 on the lung loses volume and the dome rises. */
const atelectasis: Act = {
  change: (changes, { side, grade }) => {
    changes.diaphragmMm[side!] += 6 + 7 * (grade - 1);
    if (grade === 3) changes.shiftMm += signOf(side!) * 8;
  },
  draw: (effects, finding, { thorax }, random) => {
    const { side, grade } = finding;
    const s = signOf(side!);
    const floor = thorax.diaphragm[side!].top[1];
    const channels = channelsOf(finding);
    const bands = Array.from({ length: 1 + grade }, (_, i) => {
      const y = floor - 7 - i * random.between(7, 12);
      const x = random.between(52, 70);
      const half = random.between(18, 30);
      return ellipsoid(
        [s * x, y, random.between(-25, 25)],
        [half, random.between(1.6, 2.9), 24],
        s * random.between(-0.25, 0.2),
      );
    });
    effects.fills.push({
      name: `atelectasis ${side}`,
      side: side!,
      shapes: bands,
      share: 0.34,
      texture: 'even',
      channels,
    });
    if (grade > 1) {
      const wedge = patch(random, [s * 58, floor - 2, 30], 17 + 7 * grade, 8);
      effects.fills.push({
        name: `collapse ${side}`,
        side: side!,
        shapes: wedge,
        share: 0.4 + 0.12 * grade,
        texture: 'cloudy',
        channels,
      });
    }
  },
};

/** Vessels widen, then the interstitium fills from the hila, then the alveoli. */
const edema: Act = {
  change: (changes, { grade }) => {
    changes.vessels *= 1.1 + 0.09 * grade;
    changes.hilumMm.left += 1.2 * grade;
    changes.hilumMm.right += 1.2 * grade;
  },
  draw: (effects, finding, anatomy, random) => {
    const { grade } = finding;
    const channels = channelsOf(finding);
    for (const side of sides) {
      const s = signOf(side);
      const [cx, cy, r] = [s * 58, 128, 62];
      const weight = (x: number, y: number): number =>
        0.25 +
        Math.exp(-(((x - cx) / r) ** 2) - ((y - cy) / (r * 1.1)) ** 2) +
        0.25 * Math.min(1, Math.max(0, y / 220));
      effects.fills.push({
        name: `edema net ${side}`,
        side,
        share: 0.03 + 0.016 * grade,
        weight,
        texture: 'netlike',
        channels,
      });
      if (grade > 1) {
        effects.fills.push({
          name: `edema ${side}`,
          side,
          share: [0, 0.13, 0.26][grade - 1]!,
          weight: (x, y) => Math.exp(-(((x - cx) / r) ** 2) - ((y - cy) / (r * 1.15)) ** 2),
          texture: 'cloudy',
          channels,
        });
      }
      kerley(effects.parts, channels, anatomy.thorax, side, 4 + 2 * grade, random);
    }
  },
};

/** Short lines at the side of the lower lungs: swollen septa. */
function kerley(
  parts: { push(part: ReturnType<typeof septum>): unknown },
  channels: readonly number[],
  thorax: { halfWidth(y: number): number },
  side: Side,
  count: number,
  random: Random,
): void {
  for (let i = 0; i < count; i++) {
    const y = random.between(155, 205);
    parts.push(septum(signOf(side), thorax.halfWidth(y) - 5, y, random.between(12, 20), channels));
  }
}

function septum(s: number, x: number, y: number, length: number, channels: readonly number[]) {
  const line = tube(
    [
      [s * x, y, 0, 0.8],
      [s * (x - length), y + 1, 5, 0.7],
    ],
    { depth: 5 },
  );
  return part(line, { kind: 'solid', added: 0.0125 }, channels);
}

const interstitial: Act = {
  draw: (effects, finding) => {
    for (const side of sides) {
      effects.fills.push({
        name: `interstitium ${side}`,
        side,
        share: 0.045 + 0.026 * finding.grade,
        weight: (x, y) =>
          0.45 + 0.55 * Math.min(1, Math.max(0, (y - 40) / 150)) * Math.min(1, Math.abs(x) / 90),
        texture: 'netlike',
        channels: channelsOf(finding),
      });
    }
  },
};

export const airspaceActs = {
  consolidation,
  'lung opacity': opacity,
  atelectasis,
  'pulmonary edema': edema,
  'interstitial markings': interstitial,
} as const;
