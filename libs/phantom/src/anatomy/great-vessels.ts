// SPDX-License-Identifier: Apache-2.0
import { channelOf } from '../catalogue.js';
import { tube, type Tube } from '../geometry/tube.js';
import type { Changes } from './changes.js';
import type { Habitus } from './habitus.js';
import { type Part, part, soft } from './part.js';
import type { Thorax } from './thorax.js';

type Knot = readonly [number, number, number, number];

export interface GreatVessels {
  readonly ascending: Tube;
  readonly arch: Tube;
  readonly descending: Tube;
  readonly trunk: Tube;
  readonly rightArtery: Tube;
  readonly leftArtery: Tube;
  readonly upperVein: Tube;
  readonly lowerVein: Tube;
}

export function buildGreatVessels(
  habitus: Habitus,
  changes: Changes,
  thorax: Thorax,
): GreatVessels {
  const old = Math.max(0, habitus.age - 45) / 40;
  const t = Math.min(1.3, changes.tortuosity + 0.3 * old);
  const shift = changes.shiftMm;
  const wide = 1 + 0.12 * old + 0.2 * changes.tortuosity;
  const floor = thorax.diaphragm.right.top[1];
  const swell = changes.mediastinumMm * 0.35;
  const spine = (y: number): number => thorax.spineX(y) * 0.6;
  const line = (...knots: readonly Knot[]): Tube =>
    tube(
      knots.map(([x, y, z, r]): Knot => [x + shift + spine(y), y, z, r]),
      { stepsPerKnot: 7 },
    );
  const hila = (side: 'right' | 'left'): number => changes.hilumMm[side];
  return {
    ascending: line(
      [10, 132, -22, 14 * wide],
      [-8 - 7 * t, 108, -26, 15.5 * wide],
      [-13 - 7 * t, 84, -22, 15 * wide],
      [-8, 64 - 5 * t, -12, 14.5 * wide],
    ),
    arch: line(
      [-8, 64 - 5 * t, -12, 14 * wide],
      [12, 51 - 9 * t, 4, 14.5 * wide],
      [28 + 5 * t, 54 - 9 * t, 24, 13.8 * wide + swell * 0.5],
      [28 + 8 * t, 69 - 5 * t, 40, 13.4 * wide + swell * 0.5],
    ),
    descending: line(
      [28 + 8 * t, 69 - 5 * t, 40, 12.8 * wide],
      [25 + 12 * t, 100, 50, 12.2 * wide],
      [22 + 22 * t, 150, 54, 11.8 * wide],
      [12 + 14 * t, 210, 52, 11.4 * wide],
      [4, 262, 42, 11 * wide],
      [2, 330, 32, 9.5 * wide],
    ),
    trunk: line([14, 132, -34, 14], [25, 112, -22, 14 + hila('left') * 0.25], [32, 102, -2, 11]),
    leftArtery: line(
      [31, 102, -2, 11],
      [38, 100, 18, 8.8 + hila('left') * 0.5],
      [45, 107, 32, 8.2 + hila('left')],
      [51, 122, 36, 7 + hila('left')],
      [55, 142, 38, 5.6],
    ),
    rightArtery: line(
      [26, 108, -8, 12],
      [-8, 108, 2, 11.5],
      [-36, 112, 8, 10.5 + hila('right') * 0.6],
      [-52, 126, 12, 8.8 + hila('right')],
      [-58, 148, 18, 7 + hila('right')],
      [-61, 166, 24, 5.4],
    ),
    upperVein: line([-22, 22, -12, 9], [-26, 60, -10, 9.8], [-26, 130, -8, 11]),
    lowerVein: line(
      [-22, 178, -2, 11],
      [-24, floor + 2, 2, 12],
      [-20, floor + 60, 20, 12],
      [-14, 330, 30, 11],
    ),
  };
}

export function greatVesselParts(vessels: GreatVessels): Part[] {
  const aorta = channelOf('aorta');
  const pulmonary = [channelOf('pulmonary artery')];
  const heart = 'heart' as const;
  return [
    part(vessels.ascending, soft, [aorta, channelOf('ascending aorta')], heart),
    part(vessels.arch, soft, [aorta, channelOf('aortic arch')], 'aorta'),
    part(vessels.descending, soft, [aorta, channelOf('descending aorta')], 'aorta'),
    part(vessels.trunk, soft, pulmonary, heart),
    part(vessels.leftArtery, soft, pulmonary),
    part(vessels.rightArtery, soft, pulmonary),
    part(vessels.upperVein, soft, [], 'mediastinum'),
    part(vessels.lowerVein, soft, [channelOf('inferior vena cava')], heart),
  ];
}
