// SPDX-License-Identifier: Apache-2.0
import type { Point } from './field.js';
import type { Random } from './random.js';

/**
 * Outlines of a frontal chest film, in picture coordinates. Left and right are the patient's: the
 * left lung lies on the picture's right. The proportions are those of an adult at full
 * inspiration: heart about 0.45 of the inner thorax, right dome of the diaphragm higher.
 */
export interface Anatomy {
  readonly rightLung: readonly Point[];
  readonly leftLung: readonly Point[];
  readonly heart: readonly Point[];
  readonly torso: readonly Point[];
  readonly rightHilum: Point;
  readonly leftHilum: Point;
  readonly stomachBubble: Point;
}

const rightLung: readonly Point[] = [
  [0.355, 0.098],
  [0.4, 0.125],
  [0.43, 0.18],
  [0.442, 0.25],
  [0.438, 0.33],
  [0.428, 0.42],
  [0.404, 0.5],
  [0.389, 0.58],
  [0.388, 0.65],
  [0.402, 0.712],
  [0.36, 0.7],
  [0.29, 0.684],
  [0.22, 0.69],
  [0.16, 0.725],
  [0.112, 0.79],
  [0.098, 0.73],
  [0.1, 0.62],
  [0.114, 0.5],
  [0.142, 0.38],
  [0.182, 0.27],
  [0.235, 0.175],
  [0.295, 0.115],
];
const leftLung: readonly Point[] = [
  [0.645, 0.098],
  [0.6, 0.125],
  [0.572, 0.18],
  [0.57, 0.235],
  [0.588, 0.275],
  [0.582, 0.33],
  [0.598, 0.4],
  [0.636, 0.455],
  [0.69, 0.52],
  [0.732, 0.6],
  [0.748, 0.67],
  [0.74, 0.722],
  [0.78, 0.722],
  [0.84, 0.755],
  [0.888, 0.812],
  [0.902, 0.75],
  [0.9, 0.63],
  [0.887, 0.5],
  [0.858, 0.38],
  [0.818, 0.27],
  [0.765, 0.175],
  [0.705, 0.115],
];
const heart: readonly Point[] = [
  [0.47, 0.415],
  [0.53, 0.405],
  [0.585, 0.415],
  [0.636, 0.455],
  [0.69, 0.52],
  [0.732, 0.6],
  [0.748, 0.67],
  [0.722, 0.728],
  [0.66, 0.748],
  [0.56, 0.748],
  [0.47, 0.735],
  [0.412, 0.708],
  [0.388, 0.65],
  [0.389, 0.58],
  [0.404, 0.5],
  [0.435, 0.44],
];
const torso: readonly Point[] = [
  [0.4, -0.1],
  [0.395, 0.02],
  [0.33, 0.055],
  [0.2, 0.075],
  [0.08, 0.1],
  [-0.1, 0.14],
  [-0.1, 0.36],
  [0.0, 0.39],
  [0.03, 0.46],
  [0.034, 0.6],
  [0.02, 0.8],
  [-0.01, 1.1],
  [1.01, 1.1],
  [0.98, 0.8],
  [0.966, 0.6],
  [0.97, 0.46],
  [1.0, 0.39],
  [1.1, 0.36],
  [1.1, 0.14],
  [0.92, 0.1],
  [0.8, 0.075],
  [0.67, 0.055],
  [0.605, 0.02],
  [0.6, -0.1],
];

/** The outlines with a little variation: every knot moves, the heart's width changes. */
export function drawAnatomy(random: Random): Anatomy {
  const shift = random.between(-0.006, 0.006);
  const stretch = random.between(0.985, 1.015);
  const heartStretch = random.between(0.98, 1.02);
  const vary = (knots: readonly Point[], widen = 1): Point[] =>
    knots.map(([x, y]) => [
      0.5 + shift + (x - 0.5) * stretch * widen + random.between(-0.002, 0.002),
      y + random.between(-0.002, 0.002),
    ]);
  return {
    rightLung: vary(rightLung),
    leftLung: vary(leftLung),
    heart: vary(heart, heartStretch),
    torso: vary(torso),
    rightHilum: [0.418 + shift, 0.435],
    leftHilum: [0.592 + shift, 0.415],
    stomachBubble: [0.7 + shift, 0.815],
  };
}
