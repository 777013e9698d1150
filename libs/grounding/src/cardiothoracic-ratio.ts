// SPDX-License-Identifier: Apache-2.0
import { anatomyOf, type Anatomy } from './anatomy.js';
import { weakestOf, type ClassMask, type Provenance } from './evidence-base.js';
import { unavailable, type Measured } from './grounded-sentence.js';
import { extentAt, hasFrameRows, rowCentres, type Extent, type MaskShape } from './mask-shape.js';

/** A cardiothoracic ratio and what it was measured on. */
export interface CardiothoracicRatio {
  /** Heart width over thorax width, in (0, 1). */
  readonly value: number;
  /** Frame pixels. */
  readonly heartWidth: number;
  /** Frame pixels. */
  readonly thoraxWidth: number;
  /** The weakest of the masks' provenances. */
  readonly provenance: Provenance;
  /** Registry entry of the heart mask. */
  readonly specialist: string;
}

/** No heart is narrower than this part of its thorax: below it the mask is a fragment. */
export const leastPlausibleRatio = 0.2;

/**
 * Cardiothoracic ratio: (rightmost - leftmost heart column) / widest extent of both lungs in one
 * row, on the largest component of each mask.
 *
 * CXAS splits the heart's width at the midline, (MRD + MLD) / ID, with the midline at the right
 * hemidiaphragm; the two parts add up to the whole width wherever the midline is inside the heart,
 * so the ratio needs no midline. Both widths are horizontal, so it is the same for any horizontal
 * or vertical stretch of the image. Unavailable, with the reason, when a mask is missing, empty,
 * implausible, or not to be trusted.
 */
export function cardiothoracicRatio(masks: readonly ClassMask[]): Measured<CardiothoracicRatio> {
  return cardiothoracicRatioOf(anatomyOf(masks));
}

/** The same from structures found already. */
export function cardiothoracicRatioOf(anatomy: Anatomy): Measured<CardiothoracicRatio> {
  const { heart } = anatomy;
  if (!heart.available) return heart;
  const lungs = lungsOf(anatomy);
  if (!lungs.available) return lungs;
  const shapes = [heart.shape, ...lungs.shapes];
  if (!shapes.every((shape) => hasFrameRows(shape.mask.affine))) {
    return unavailable('The masks are rotated against the image, so widths cannot be compared');
  }
  const thorax = widestExtent(lungs.shapes);
  if (thorax === undefined) return unavailable('No row of the image holds both lungs');
  const { x0, x1 } = heart.shape.box;
  const thoraxWidth = thorax.x1 - thorax.x0;
  const value = (x1 - x0) / thoraxWidth;
  const middle = heart.shape.centroid.x;
  if (value >= 1) return unavailable('The heart mask is wider than the thorax');
  if (value < leastPlausibleRatio) {
    return unavailable(
      `The heart mask is ${value.toFixed(2)} of the thorax wide, expected at least ${leastPlausibleRatio.toFixed(2)}`,
    );
  }
  if (middle < thorax.x0 || middle > thorax.x1) {
    return unavailable('The heart mask lies outside the thorax');
  }
  return {
    available: true,
    value,
    heartWidth: x1 - x0,
    thoraxWidth,
    provenance: weakestOf(shapes.map((shape) => shape.mask.provenance)),
    specialist: heart.shape.mask.specialist,
  };
}

function lungsOf(anatomy: Anatomy): Measured<{ readonly shapes: readonly MaskShape[] }> {
  const { rightLung, leftLung, lungUnion } = anatomy;
  if (rightLung.available && leftLung.available) {
    return { available: true, shapes: [rightLung.shape, leftLung.shape] };
  }
  if (lungUnion.available) return { available: true, shapes: [lungUnion.shape] };
  const missing = [rightLung, leftLung].find((lung) => !lung.available);
  return unavailable(missing?.available === false ? missing.reason : 'No lungs');
}

/** The widest row that holds every shape. */
function widestExtent(shapes: readonly MaskShape[]): Extent | undefined {
  let widest: Extent | undefined;
  for (const y of shapes.flatMap(rowCentres)) {
    const extents = shapes.map((shape) => extentAt(shape, y));
    if (!extents.every((extent) => extent !== undefined)) continue;
    const x0 = Math.min(...extents.map((extent) => extent.x0));
    const x1 = Math.max(...extents.map((extent) => extent.x1));
    if (widest === undefined || x1 - x0 > widest.x1 - widest.x0) widest = { x0, x1 };
  }
  return widest;
}
