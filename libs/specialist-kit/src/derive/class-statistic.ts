// SPDX-License-Identifier: Apache-2.0
import type { ClassStatistic } from '@asarg/contracts';
import { maskRuns, maskStatistics, type BitMask } from '@asarg/tensor';
import type { GraphMaps } from './graph-maps.js';
import type { Activation } from './probabilities.js';

/** Where the probabilities of a mask come from. */
export interface ProbabilitySource {
  readonly maps: GraphMaps;
  readonly activation: Activation;
  /** Of all channels, for softmax. */
  readonly logSum: Float32Array | undefined;
}

/** Area, box, centroid and mean probability of a mask as it is sent, filled holes included. */
export function classStatistic(
  classId: number,
  mask: BitMask,
  channel: number,
  source: ProbabilitySource,
): ClassStatistic {
  const { area, box, centroidX, centroidY } = maskStatistics(mask);
  const mean = area > 0 ? probabilitySum(mask, channel, source) / area : 0;
  // Values that are said to be probabilities may stray by rounding.
  const meanProbability = Math.min(1, Math.max(0, mean));
  return { classId, area, meanProbability, box, centroidX, centroidY };
}

function probabilitySum(
  mask: BitMask,
  channel: number,
  { maps: { rows, columns, values }, activation, logSum }: ProbabilitySource,
): number {
  const plane = channel * rows * columns;
  let sum = 0;
  for (const { y, x0, x1 } of maskRuns(mask)) {
    const end = y * columns + x1;
    for (let i = y * columns + x0; i < end; i++) {
      const value = values[plane + i]!;
      if (activation === 'none') sum += value;
      else if (activation === 'sigmoid') sum += 1 / (1 + Math.exp(-value));
      else sum += Math.exp(value - logSum![i]!);
    }
  }
  return sum;
}
