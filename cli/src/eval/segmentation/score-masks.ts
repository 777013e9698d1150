// SPDX-License-Identifier: Apache-2.0
import { overlapOf, ratioOf, type PixelMask } from '@asarg/evaluation';
import type { SegmentedFilm } from './segment-film.js';

/** What the bits of a truth mask mean. */
interface TruthClass {
  readonly name: string;
  /** Bits of the truth. */
  readonly bits: number;
  /** Catalogue classes whose union is compared. */
  readonly classIds: readonly number[];
}

const allBits: readonly TruthClass[] = [
  { name: 'right lung', bits: 1, classIds: [135] },
  { name: 'left lung', bits: 2, classIds: [136] },
  { name: 'heart', bits: 4, classIds: [121] },
  { name: 'right clavicle', bits: 8, classIds: [32] },
  { name: 'left clavicle', bits: 16, classIds: [31] },
];
const lungsOnly: readonly TruthClass[] = [{ name: 'both lungs', bits: 1, classIds: [135, 136] }];

/** Overlap of one class on one film. */
export interface ClassOverlap {
  readonly name: string;
  readonly dice: number;
  readonly iou: number;
}

/** Scores of one film. */
export interface FilmScore {
  readonly film: string;
  readonly classes: readonly ClassOverlap[];
  /** By the segmenter; undefined when it cannot be measured. */
  readonly ratio?: number;
  /** By the truth; undefined without a heart. */
  readonly trueRatio?: number;
}

/** Compares a segmented film with its truth; classes the truth does not have are left out. */
export function scoreFilm(film: string, segmented: SegmentedFilm, truth: PixelMask): FilmScore {
  const { width, height } = segmented.radiograph;
  if (truth.width !== width || truth.height !== height) {
    throw new Error(
      `${film}: expected a mask of ${width} x ${height} pixels, found ${truth.width} x ${truth.height}`,
    );
  }
  const values = Array.from(truth.values);
  const table = values.some((bits) => bits > 1) ? allBits : lungsOnly;
  const truthOf = (bits: number): PixelMask => ({
    width,
    height,
    values: values.map((v) => v & bits),
  });
  const classes = table.flatMap(({ name, bits, classIds }): ClassOverlap[] => {
    const wanted = truthOf(bits);
    const found = classIds.map((id) => segmented.mask(id)).filter((mask) => mask !== undefined);
    // An empty truth means that the class was not drawn (one JSRT film has no clavicles).
    if (found.length < classIds.length || !Array.from(wanted.values).some((v) => v > 0)) return [];
    const union = values.map((_, at) => Number(found.some((mask) => mask.values[at])));
    return [{ name, ...overlapOf(union, wanted.values) }];
  });
  const trueRatio = table === allBits ? ratioOf(truthOf(4), truthOf(1), truthOf(2)) : undefined;
  return { film, classes, ratio: segmented.ratio, trueRatio };
}

/** Classes drawn on a contact sheet, each in its colour. */
export const overlayClasses: readonly {
  readonly classId: number;
  readonly colour: readonly [number, number, number];
}[] = [
  { classId: 135, colour: [86, 180, 233] },
  { classId: 136, colour: [0, 158, 115] },
  { classId: 121, colour: [213, 94, 0] },
  { classId: 31, colour: [240, 228, 66] },
  { classId: 32, colour: [204, 121, 167] },
];
