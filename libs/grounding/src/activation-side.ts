// SPDX-License-Identifier: Apache-2.0
import type { Anatomy } from './anatomy.js';
import type { ActivationMaps, EvidenceBase } from './evidence-base.js';
import type { Finding, FindingLabel, Laterality } from './finding.js';
import { unavailable, type Evidence, type Measured } from './grounded-sentence.js';
import { lungsOf } from './lungs.js';
import { toFrame, type MaskShape } from './mask-shape.js';

/** Whether the activation map agrees with a stated side. */
export type SideAgreement = 'agrees' | 'unclear' | 'disagrees';

/** Part of the activation that must be on the stated side to agree. */
export const agreeingShare = 0.65;

/** Below this part on the stated side the map disagrees strongly. */
export const disagreeingShare = 0.25;

// Peak above background below which a map points nowhere.
const leastPeak = 0.02;

/**
 * Where the activation map of a finding lies against the side that it states. Per cell the excess
 * over the map's median (its background) counts, weighted by the lung pixels that the cell covers.
 * Both sides at once agree when neither holds less than {@link disagreeingShare}, and never
 * disagree, since one side may be the larger.
 */
export function activationSide(
  base: EvidenceBase,
  anatomy: Anatomy,
  finding: Finding,
): Measured<{ readonly agreement: SideAgreement; readonly evidence: Evidence }> {
  const lungs = lungsOf(anatomy);
  if (!lungs.available) return lungs;
  const { activations } = base;
  if (activations === undefined) return unavailable('No activation maps came');
  const excess = excessOf(activations, finding.label);
  if (!excess.available) return excess;
  const right = massInside(activations, excess.values, lungs.right);
  const left = massInside(activations, excess.values, lungs.left);
  if (!(right + left > 0)) return unavailable('The activation map is empty inside the lungs');
  const side = finding.laterality === 'left' ? 'left' : 'right';
  const value = (side === 'left' ? left : right) / (right + left);
  const label = finding.label.toLowerCase();
  return {
    available: true,
    agreement: agreementOf(value, finding.laterality),
    evidence: {
      kind: 'activation_side',
      label: finding.label,
      value,
      threshold: finding.laterality === 'bilateral' ? disagreeingShare : agreeingShare,
      provenance: 'weak',
      specialist: activations.specialist,
      text: `Inside the lungs ${(100 * value).toFixed(0)} % of the activation for ${label} is on the ${side}`,
    },
  };
}

/** What a share of the activation on the stated side (right, for both) says. */
export function agreementOf(share: number, laterality: Laterality): SideAgreement {
  if (laterality === 'bilateral') {
    return Math.min(share, 1 - share) >= disagreeingShare ? 'agrees' : 'unclear';
  }
  if (share >= agreeingShare) return 'agrees';
  return share < disagreeingShare ? 'disagrees' : 'unclear';
}

function excessOf(
  maps: ActivationMaps,
  label: FindingLabel,
): Measured<{ readonly values: readonly number[] }> {
  const index = maps.labels.indexOf(label);
  const cells = maps.rows * maps.columns;
  if (index < 0) return unavailable(`No activation map for ${label}`);
  const values = [...maps.values.subarray(index * cells, (index + 1) * cells)];
  if (values.length !== cells || !values.every(Number.isFinite)) {
    return unavailable(`The activation map for ${label} is incomplete`);
  }
  const median = values.toSorted((a, b) => a - b)[cells >> 1] ?? 0;
  const excess = values.map((value) => Math.max(0, value - median));
  if (!(Math.max(...excess) >= leastPeak)) {
    return unavailable(`The activation map for ${label} is flat`);
  }
  return { available: true, values: excess };
}

function massInside(maps: ActivationMaps, values: readonly number[], lung: MaskShape): number {
  const { affine } = lung.mask;
  const { xx, xy, x0, yx, yy, y0 } = maps.affine;
  const determinant = xx * yy - xy * yx;
  let mass = 0;
  for (const run of lung.runs) {
    for (let column = run.x0; column < run.x1; column += 1) {
      const { x, y } = toFrame(affine, column + 0.5, run.y + 0.5);
      const cellColumn = Math.floor((yy * (x - x0) - xy * (y - y0)) / determinant);
      const cellRow = Math.floor((xx * (y - y0) - yx * (x - x0)) / determinant);
      if (cellColumn < 0 || cellColumn >= maps.columns || cellRow < 0 || cellRow >= maps.rows) {
        continue;
      }
      mass += values[cellRow * maps.columns + cellColumn] ?? 0;
    }
  }
  return mass;
}
