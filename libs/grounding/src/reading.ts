// SPDX-License-Identifier: Apache-2.0
import type { Evidence } from './grounded-sentence.js';

/** How far a source says that a finding is there. */
export type Reading = 'clearly_absent' | 'absent' | 'unclear' | 'present' | 'clearly_present';

/** What one source says of one finding. */
export interface SourceReading {
  readonly reading: Reading;
  readonly evidence: Evidence;
}

/** The cardiothoracic ratio above which a heart counts as enlarged. */
export const enlargedHeartRatio = 0.5;

/** Half the width of the grey band: what two readers, or two segmenters, differ by. */
export const ratioTolerance = 0.02;

/** A tag at most this part of its threshold speaks for absence; up to the threshold it is unclear. */
export const absentTagPart = 0.8;

/** A tag below this part of its threshold is clearly absent. */
export const clearlyAbsentTagPart = 0.5;

/** Reading of a cardiothoracic ratio. */
export function readRatio(value: number): Reading {
  if (value > enlargedHeartRatio + ratioTolerance) return 'clearly_present';
  return value < enlargedHeartRatio - ratioTolerance ? 'clearly_absent' : 'unclear';
}

/** Reading of a probability against its threshold in (0, 1). */
export function readTag(probability: number, threshold: number): Reading {
  if (probability >= wellAbove(threshold)) return 'clearly_present';
  if (probability >= threshold) return 'present';
  if (probability < clearlyAbsentTagPart * threshold) return 'clearly_absent';
  return probability <= absentTagPart * threshold ? 'absent' : 'unclear';
}

/** Half as much again, but for high thresholds halfway to certainty so that it can be reached. */
export function wellAbove(threshold: number): number {
  return Math.min(1.5 * threshold, (1 + threshold) / 2);
}
