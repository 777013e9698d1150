// SPDX-License-Identifier: Apache-2.0
import type { BitMask } from './bit-mask.js';
import { maskRuns, runsArea } from './mask-runs.js';

/** A half-open box [x0, x1) x [y0, y1), origin top left. */
export interface GridBox {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** Where a mask lies, in pixels of its own grid. */
export interface MaskStatistics {
  /** Pixels set. */
  readonly area: number;
  /** Bounding box; absent if the mask is empty. */
  readonly box?: GridBox;
  /** Mean x of the centres of the pixels set (column + 0.5); 0 if empty. */
  readonly centroidX: number;
  /** Mean y of the centres of the pixels set (row + 0.5); 0 if empty. */
  readonly centroidY: number;
}

/** Pixels set in the mask; padding bits at the ends of rows do not count. */
export function maskArea(mask: BitMask): number {
  return runsArea(maskRuns(mask));
}

/** Area, bounding box and centroid of a mask. */
export function maskStatistics(mask: BitMask): MaskStatistics {
  let [area, sumX, sumY] = [0, 0, 0];
  let [x0, y0, x1, y1] = [Infinity, Infinity, 0, 0];
  for (const run of maskRuns(mask)) {
    const length = run.x1 - run.x0;
    area += length;
    sumX += (length * (run.x0 + run.x1)) / 2;
    sumY += length * (run.y + 0.5);
    x0 = Math.min(x0, run.x0);
    x1 = Math.max(x1, run.x1);
    y0 = Math.min(y0, run.y);
    y1 = Math.max(y1, run.y + 1);
  }
  if (area === 0) {
    return { area, centroidX: 0, centroidY: 0 };
  }
  return { area, box: { x0, y0, x1, y1 }, centroidX: sumX / area, centroidY: sumY / area };
}
