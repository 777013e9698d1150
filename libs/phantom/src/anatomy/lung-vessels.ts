// SPDX-License-Identifier: Apache-2.0
import type { Tube } from '../geometry/tube.js';
import type { Vec3 } from '../geometry/vector.js';
import type { Random } from '../random.js';
import type { Changes } from './changes.js';
import type { GreatVessels } from './great-vessels.js';
import type { Heart } from './heart.js';
import type { Side } from './side.js';
import type { Thorax } from './thorax.js';
import { growTree } from './vessel-tree.js';

/** Arteries that follow the bronchi from the hilum, and veins that run flatter to the left atrium. */
export function growLungVessels(
  random: Random,
  thorax: Thorax,
  heart: Heart,
  great: GreatVessels,
  changes: Changes,
  side: Side,
): Tube[] {
  const artery = side === 'right' ? great.rightArtery : great.leftArtery;
  const points = artery.points;
  // The lower part of the artery is the stem: upper and lower branches leave it at the hilum.
  const stem = points.filter((_, i) => i > points.length * 0.5 && i % 3 === 0);
  const [ax, ay, az] = heart.leftAtrium.centre;
  const sign = side === 'right' ? -1 : 1;
  const veins: readonly (readonly Vec3[])[] = [
    [
      [ax + sign * 24, ay - 8, az + 4],
      [ax + sign * 46, ay - 16, az - 4],
    ],
    [
      [ax + sign * 24, ay + 8, az + 8],
      [ax + sign * 44, ay + 14, az + 14],
    ],
  ];
  const calibre = changes.vessels * (1 - 0.25 * changes.hyperinflation);
  const twigs = Math.round(430 * (1 - 0.45 * changes.hyperinflation));
  return [
    ...growTree(random.fork('artery'), thorax, heart, side, {
      twigs,
      twigMm: 0.62 * calibre,
      stem,
      straight: 0.42,
    }),
    ...veins.flatMap((vein, i) =>
      growTree(random.fork(`vein ${i}`), thorax, heart, side, {
        twigs: twigs * 0.3,
        twigMm: 0.55 * calibre,
        stem: vein,
        straight: 0.6,
      }),
    ),
  ];
}
