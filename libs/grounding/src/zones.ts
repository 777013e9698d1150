// SPDX-License-Identifier: Apache-2.0
import type { Region } from './grounded-sentence.js';
import type { Lungs } from './lungs.js';
import { boxOf, extentAt, rowCentres, type MaskShape } from './mask-shape.js';

/** A horizontal part of a lung. */
export type Zone = 'apical' | 'upper' | 'mid' | 'base';

/** The patient's side of one lung. */
export type Side = 'right' | 'left';

// Thirds of the lung's own height are the usual three zones of a frontal film. The apical zone is
// the part above the clavicle, which crosses about a fifth below the apex; it overlaps the upper.
const heights: Readonly<Record<Zone, readonly [from: number, to: number]>> = {
  apical: [0, 0.2],
  upper: [0, 1 / 3],
  mid: [1 / 3, 2 / 3],
  base: [2 / 3, 1],
};

/** CXAS class of each zone. */
export const zoneClasses: Readonly<
  Record<Side, Readonly<Record<Zone, { readonly classId: number; readonly className: string }>>>
> = {
  right: {
    upper: { classId: 141, className: 'right upper zone lung' },
    mid: { classId: 142, className: 'right mid zone lung' },
    base: { classId: 143, className: 'right lung base' },
    apical: { classId: 144, className: 'right apical zone lung' },
  },
  left: {
    upper: { classId: 145, className: 'left upper zone lung' },
    mid: { classId: 146, className: 'left mid zone lung' },
    base: { classId: 147, className: 'left lung base' },
    apical: { classId: 148, className: 'left apical zone lung' },
  },
};

/** A zone of a lung, cut from its mask by height; provenance derived, a box without a mask. */
export function deriveZone(lung: MaskShape, side: Side, zone: Zone): Region | undefined {
  const rows = [...lung.rows.keys()];
  const top = Math.min(...rows);
  const height = Math.max(...rows) + 1 - top;
  const [from, to] = heights[zone];
  const runs = lung.runs.filter(({ y }) => {
    const at = (y + 0.5 - top) / height;
    return at >= from && at < to;
  });
  if (runs.length === 0) return undefined;
  return {
    specialist: lung.mask.specialist,
    ...zoneClasses[side][zone],
    box: boxOf(runs, lung.mask.affine),
    provenance: 'derived',
    meanProbability: lung.mask.meanProbability,
    mask: '',
  };
}

/** The mediastinum as the box between the lungs' inner borders, in the rows that hold both. */
export function deriveMediastinum({ right, left }: Lungs): Region | undefined {
  const box = { x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity };
  for (const y of rowCentres(right)) {
    const inner = { right: extentAt(right, y)?.x1, left: extentAt(left, y)?.x0 };
    if (inner.right === undefined || inner.left === undefined || inner.left <= inner.right)
      continue;
    const halfRow = Math.abs(right.mask.affine.yy) / 2;
    box.x0 = Math.min(box.x0, inner.right);
    box.x1 = Math.max(box.x1, inner.left);
    box.y0 = Math.min(box.y0, y - halfRow);
    box.y1 = Math.max(box.y1, y + halfRow);
  }
  if (box.x1 <= box.x0) return undefined;
  return {
    specialist: right.mask.specialist,
    classId: 115,
    className: 'cardiomediastinum',
    box,
    provenance: 'derived',
    meanProbability: Math.min(right.mask.meanProbability, left.mask.meanProbability),
    mask: '',
  };
}

const zoneWords: readonly { readonly zone: Zone; readonly pattern: RegExp }[] = [
  { zone: 'apical', pattern: /\b(?:apex|apices|(?:bi)?apical)\b/i },
  { zone: 'upper', pattern: /\bupper (?:lobes?|lungs?|zones?|fields?)\b/i },
  { zone: 'mid', pattern: /\b(?:lingula\w*|mid(?:dle)? (?:lobes?|lungs?|zones?|fields?))\b/i },
  {
    zone: 'base',
    pattern:
      /\b(?:bases?|(?:bi)?basilar|(?:bi)?basal|lower (?:lobes?|lungs?|zones?|fields?)|costophrenic)\b/i,
  },
];

/** The zones that a sentence names. Lobes stand for the zone they mostly project on. */
export function zonesNamed(text: string): Zone[] {
  return zoneWords.filter(({ pattern }) => pattern.test(text)).map(({ zone }) => zone);
}
