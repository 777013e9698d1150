// SPDX-License-Identifier: Apache-2.0
import { channelOf } from '../catalogue.js';
import { type Ellipsoid, ellipsoid } from '../geometry/ellipsoid.js';
import { type Vec3 } from '../geometry/vector.js';
import type { Changes } from './changes.js';
import type { Habitus } from './habitus.js';
import { type Part, part, soft } from './part.js';
import type { Thorax } from './thorax.js';

/** Chambers and the sac around them; masks and outline come from the same ellipsoids. */
export interface Heart {
  readonly leftAtrium: Ellipsoid;
  readonly rightAtrium: Ellipsoid;
  readonly leftVentricle: Ellipsoid;
  readonly rightVentricle: Ellipsoid;
  readonly myocardium: Ellipsoid;
  readonly sac: Ellipsoid;
  /** Left appendage and outflow: the waist of the left border. */
  readonly waist: Ellipsoid;
  /** Lowest point of the left border. */
  readonly apex: Vec3;
}

export function buildHeart(habitus: Habitus, changes: Changes, thorax: Thorax): Heart {
  const grown = changes.heart * habitus.heartSize * (0.35 + 0.65 * habitus.build);
  // A large heart grows to its left and front more than upwards.
  const tall = 1 + (grown - 1) * 0.35;
  const lean = 0.36 + 0.3 * (1 - habitus.heartLean) - 0.12 * (grown - 1);
  const { left, right } = thorax.diaphragm;
  // One raised dome lifts the heart little; two raised ones, as in shallow breath, do.
  const raised = changes.diaphragmMm;
  const floor = Math.min(left.top[1] + 0.75 * raised.left, right.top[1] + 8 + raised.right);
  const base = floor - 38;
  const at = (x: number, y: number, z: number): Vec3 => [
    (x + 4) * grown + changes.shiftMm,
    base + y * tall,
    z,
  ];
  const size = (x: number, y: number, z: number): Vec3 => [x * grown, y * tall, z * tall];
  const swell = changes.pericardiumMm;
  return {
    leftAtrium: ellipsoid(at(6, -30, 26), size(29, 23, 21)),
    rightAtrium: ellipsoid(at(-20, 2, -12), size(25, 38, 27)),
    rightVentricle: ellipsoid(at(16, 22, -40), size(50, 34, 26), lean * 0.7, 0.2),
    leftVentricle: ellipsoid(at(36, 12, -14), size(40, 25, 25), lean, 0.25),
    myocardium: ellipsoid(at(37, 12, -14), size(49, 34, 33), lean, 0.25),
    sac: ellipsoid(
      at(18, 4, -22),
      [66 * grown + 1.4 * swell, 49 * tall + 0.8 * swell, 60 * tall + swell],
      lean * 0.95,
    ),
    waist: ellipsoid(at(27, -12, -12), size(30, 46, 34), -0.4),
    apex: at(72, 34, -30),
  };
}

export function heartParts(heart: Heart): Part[] {
  const whole = channelOf('heart');
  const chamber = (shape: Ellipsoid, name: string): Part =>
    part(shape, soft, [whole, channelOf(name)], 'heart');
  return [
    chamber(heart.leftAtrium, 'heart atrium left'),
    chamber(heart.rightAtrium, 'heart atrium right'),
    chamber(heart.rightVentricle, 'heart ventricle right'),
    chamber(heart.leftVentricle, 'heart ventricle left'),
    chamber(heart.myocardium, 'heart myocardium'),
    part(heart.waist, soft, [whole], 'heart'),
    part(heart.sac, soft, [whole], 'heart'),
  ];
}
