// SPDX-License-Identifier: Apache-2.0
import type { ActivationMaps, ClassMask, EvidenceBase, Provenance } from '../src/index.js';
import { findingLabels, type FindingLabel } from '../src/index.js';

/** An axis-aligned ellipse in pixels of a mask's grid. */
export interface Ellipse {
  readonly x: number;
  readonly y: number;
  readonly radiusX: number;
  readonly radiusY: number;
}

/** Grid of the masks; the frame is twice as wide and three times as high. */
export const grid = 256;
export const frame = { width: 2 * grid, height: 3 * grid } as const;
const gridAffine = { xx: 2, xy: 0, x0: 0, yx: 0, yy: 3, y0: 0 } as const;

/** Right lung on the image's left; together the lungs are 200 columns wide. */
export const rightLung: Ellipse = { x: 68, y: 120, radiusX: 40, radiusY: 90 };
export const leftLung: Ellipse = { x: 188, y: 120, radiusX: 40, radiusY: 90 };

/** A heart that gives the ratio, centred between the lungs. */
export function heartOf(ratio: number): Ellipse {
  return { x: 128, y: 160, radiusX: (ratio * 200) / 2, radiusY: 40 };
}

/** A mask of ellipses; a pixel is set when its centre is inside one. */
export function maskOf(
  classId: number,
  name: string,
  ellipses: readonly Ellipse[],
  overrides: Partial<ClassMask> = {},
): ClassMask {
  const bits = new Uint8Array((grid / 8) * grid);
  for (let y = 0; y < grid; y += 1) {
    for (let x = 0; x < grid; x += 1) {
      const inside = ellipses.some(
        (e) => ((x + 0.5 - e.x) / e.radiusX) ** 2 + ((y + 0.5 - e.y) / e.radiusY) ** 2 <= 1,
      );
      const at = y * (grid / 8) + (x >> 3);
      if (inside) bits[at] = (bits[at] ?? 0) | (1 << (x & 7));
    }
  }
  return {
    specialist: 'cxas',
    classId,
    name,
    provenance: 'measured',
    width: grid,
    height: grid,
    bits,
    meanProbability: 0.9,
    affine: gridAffine,
    ...overrides,
  };
}

/** Heart and lungs with a given cardiothoracic ratio. */
export function chestMasks(ratio: number, provenance: Provenance = 'measured'): ClassMask[] {
  return [
    maskOf(121, 'heart', [heartOf(ratio)], { provenance }),
    maskOf(135, 'right lung', [rightLung], { provenance }),
    maskOf(136, 'left lung', [leftLung], { provenance }),
  ];
}

/** Tags with threshold 0.4; labels not given are far below it. */
export function tagsOf(probabilities: Partial<Record<FindingLabel, number>>): EvidenceBase['tags'] {
  return {
    specialist: 'vision',
    labels: findingLabels,
    probabilities: findingLabels.map((label) => probabilities[label] ?? 0.05),
    thresholds: findingLabels.map(() => 0.4),
  };
}

/** 7 x 7 maps of the whole frame with one bright cell for every label. */
export function activationAt(column: number, row: number): ActivationMaps {
  const values = new Float32Array(findingLabels.length * 49).fill(0.1);
  findingLabels.forEach((_, index) => {
    values[index * 49 + row * 7 + column] = 0.9;
  });
  return {
    specialist: 'vision',
    labels: findingLabels,
    rows: 7,
    columns: 7,
    values,
    affine: { xx: frame.width / 7, xy: 0, x0: 0, yx: 0, yy: frame.height / 7, y0: 0 },
  };
}

/** A base with everything: ratio, tags and a map that points into the left or right lung. */
export function baseOf(parts: {
  readonly ratio?: number;
  readonly tags?: Partial<Record<FindingLabel, number>>;
  readonly side?: 'left' | 'right' | 'middle';
}): EvidenceBase {
  const column = { right: 1, middle: 3, left: 5 }[parts.side ?? 'middle'];
  return {
    masks: parts.ratio === undefined ? [] : chestMasks(parts.ratio),
    ...(parts.tags === undefined ? {} : { tags: tagsOf(parts.tags) }),
    ...(parts.side === undefined ? {} : { activations: activationAt(column, 4) }),
    frame,
  };
}
