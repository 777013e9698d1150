// SPDX-License-Identifier: Apache-2.0
import type { LabelMask } from '../clinical/label-mask.js';
import { metricOf } from '../metrics.js';
import { at, countLabels } from '../study-counts.js';
import { derangement, seededRandom } from './random.js';

/** The score left when every study gets another study's report. */
export interface ShuffledControl {
  readonly permutations: number;
  readonly micro13: number;
  readonly micro5: number;
}

/**
 * Mean scores over permutations without a fixed point: what is due to the distribution of the
 * reports, not to their image. A system that looks at its image scores clearly more.
 */
export function shuffledControl(
  labels: readonly LabelMask[],
  truth: readonly LabelMask[],
  { permutations = 20, seed = 0 }: { readonly permutations?: number; readonly seed?: number } = {},
): ShuffledControl {
  const random = seededRandom(seed);
  const row = new Float64Array(at.length);
  let [micro13, micro5] = [0, 0];
  for (let round = 0; round < permutations; round++) {
    const sum = new Float64Array(at.length);
    for (const [i, other] of derangement(labels.length, random).entries()) {
      countLabels(row, labels[other]!, truth[i]!);
      for (let k = 0; k < sum.length; k++) sum[k]! += row[k]!;
    }
    micro13 += metricOf('micro13').of(sum) / permutations;
    micro5 += metricOf('micro5').of(sum) / permutations;
  }
  return { permutations, micro13, micro5 };
}
