// SPDX-License-Identifier: Apache-2.0
import type { Anatomy } from '../anatomy/build-anatomy.js';
import { type Side, signOf } from '../anatomy/side.js';
import { cavitySide } from '../anatomy/thorax.js';
import { insideEllipsoid } from '../geometry/ellipsoid.js';
import type { Vec3 } from '../geometry/vector.js';
import type { Random } from '../random.js';
import type { Zone } from './finding.js';

/** Height of a third of the lung, mm: from, to. */
export function zoneHeights(
  { thorax }: Anatomy,
  side: Side,
  zone: Zone,
): readonly [number, number] {
  const floor = thorax.diaphragm[side].top[1];
  const share = { upper: [0.16, 0.36], mid: [0.42, 0.66], lower: [0.74, 0.98] }[zone];
  return [floor * share[0]!, floor * share[1]!];
}

/** A place in a third of a lung, at least `clearMm` from the wall. */
export function placeInZone(
  random: Random,
  anatomy: Anatomy,
  side: Side,
  zone: Zone,
  clearMm: number,
): Vec3 {
  const { thorax, heart } = anatomy;
  const [top, bottom] = zoneHeights(anatomy, side, zone);
  for (let tries = 0; tries < 400; tries++) {
    const y = random.between(top, bottom);
    const wall = thorax.halfWidth(y) - clearMm;
    const point: Vec3 = [
      signOf(side) * random.between(Math.min(46, wall - 10), wall - 4),
      y,
      thorax.centreZ(y) + random.between(-0.55, 0.6) * (thorax.halfDepth(y) - clearMm),
    ];
    if (cavitySide(thorax, point) === side && !insideEllipsoid(heart.sac, point)) return point;
  }
  const y = (top + bottom) / 2;
  return [signOf(side) * 0.6 * thorax.halfWidth(y), y, thorax.centreZ(y) - 20];
}
