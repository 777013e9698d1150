// SPDX-License-Identifier: Apache-2.0
import { anatomyOf, type Anatomy } from './anatomy.js';
import type { ClassMask } from './evidence-base.js';
import { unavailable, type Measured } from './grounded-sentence.js';
import type { MaskShape } from './mask-shape.js';

/** The two lungs, told apart. */
export interface Lungs {
  readonly right: MaskShape;
  readonly left: MaskShape;
}

/** Areas of the lungs; left and right are the patient's. */
export interface LungAreas {
  /** Square frame pixels. */
  readonly right: number;
  /** Square frame pixels. */
  readonly left: number;
  /** right / (right + left), about 0.55 in health; blind to stretching, unlike the areas. */
  readonly rightShare: number;
}

/** Both lungs, if both are there and the right one lies on the left of the image. */
export function lungsOf(anatomy: Anatomy): Measured<Lungs> {
  const { rightLung, leftLung } = anatomy;
  if (!rightLung.available) return rightLung;
  if (!leftLung.available) return leftLung;
  if (rightLung.shape.centroid.x >= leftLung.shape.centroid.x) {
    return unavailable('The right lung does not lie on the left of the image, so sides are unsure');
  }
  return { available: true, right: rightLung.shape, left: leftLung.shape };
}

/** Area of each lung on its largest component, or why it cannot be told. */
export function lungAreas(masks: readonly ClassMask[]): Measured<LungAreas> {
  const lungs = lungsOf(anatomyOf(masks));
  if (!lungs.available) return lungs;
  const right = lungs.right.area;
  const left = lungs.left.area;
  return { available: true, right, left, rightShare: right / (right + left) };
}
