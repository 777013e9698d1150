// SPDX-License-Identifier: Apache-2.0
import { compareProvenance, mayGround, type ClassMask } from './evidence-base.js';
import { unavailable, type Measured } from './grounded-sentence.js';
import { shapeOf, type MaskShape } from './mask-shape.js';

/** CXAS ids that measurements rest on. */
export const anatomyIds = { heart: 121, lung: 134, rightLung: 135, leftLung: 136 } as const;

/** A lung below this part of its grid is a failed segmentation, not a small lung. */
export const leastLungShare = 0.02;

/** A structure that can be measured. */
export type Structure = Measured<{ readonly shape: MaskShape }>;

/** The structures of one frame; each is there or has a reason why not. */
export interface Anatomy {
  readonly heart: Structure;
  readonly rightLung: Structure;
  readonly leftLung: Structure;
  /** Both lungs as one class, for segmenters that do not tell them apart. */
  readonly lungUnion: Structure;
}

/** Finds the structures among the masks: best provenance first, then highest probability. */
export function anatomyOf(masks: readonly ClassMask[]): Anatomy {
  return {
    heart: structureOf(masks, anatomyIds.heart, 'heart', 0, 1),
    rightLung: structureOf(masks, anatomyIds.rightLung, 'right lung', leastLungShare, 1),
    leftLung: structureOf(masks, anatomyIds.leftLung, 'left lung', leastLungShare, 1),
    lungUnion: structureOf(masks, anatomyIds.lung, 'lung', 2 * leastLungShare, 2),
  };
}

/** The mask of a class that evidence should rest on, or undefined if there is none. */
export function bestMask(
  masks: readonly ClassMask[],
  isWanted: (mask: ClassMask) => boolean,
): ClassMask | undefined {
  return masks
    .filter((mask) => isWanted(mask) && mayGround(mask.provenance))
    .toSorted(
      (a, b) =>
        compareProvenance(b.provenance, a.provenance) || b.meanProbability - a.meanProbability,
    )[0];
}

function structureOf(
  masks: readonly ClassMask[],
  classId: number,
  name: string,
  leastShare: number,
  components: number,
): Structure {
  const mask = bestMask(masks, (candidate) => candidate.classId === classId);
  if (mask === undefined) {
    const ungrounded = masks.some((candidate) => candidate.classId === classId);
    return unavailable(
      ungrounded
        ? `The ${name} mask is synthetic or untrained and grounds nothing`
        : `No specialist drew a ${name} mask`,
    );
  }
  const shape = shapeOf(mask, components);
  if (shape === undefined) return unavailable(`The ${name} mask is empty`);
  if (shape.share < leastShare) {
    const percent = (100 * shape.share).toFixed(1);
    return unavailable(
      `The ${name} mask covers ${percent} % of the image, expected at least ${100 * leastShare} %`,
    );
  }
  return { available: true, shape };
}
