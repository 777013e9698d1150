// SPDX-License-Identifier: Apache-2.0

/** How a mask and the truth overlap. */
export interface Overlap {
  /** 2 |A and B| / (|A| + |B|); 1 if both are empty. */
  readonly dice: number;
  /** |A and B| / |A or B|; 1 if both are empty. */
  readonly iou: number;
}

/**
 * Overlap of two masks of one grid, one value per pixel, set where not 0.
 * @throws Error unless both have the same number of pixels.
 */
export function overlapOf(mask: ArrayLike<number>, truth: ArrayLike<number>): Overlap {
  if (mask.length !== truth.length) {
    throw new Error(`expected masks of one size, found ${mask.length} and ${truth.length} pixels`);
  }
  let [both, either] = [0, 0];
  for (let at = 0; at < mask.length; at++) {
    const [a, b] = [mask[at]! > 0, truth[at]! > 0];
    if (a && b) both++;
    if (a || b) either++;
  }
  if (either === 0) return { dice: 1, iou: 1 };
  return { dice: (2 * both) / (both + either), iou: both / either };
}
