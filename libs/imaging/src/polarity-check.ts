// SPDX-License-Identifier: Apache-2.0
import { percentileWindow } from './display/percentile-window.js';
import type { GreyPixels } from './radiograph.js';

interface Box {
  readonly x0: number;
  readonly x1: number;
  readonly y0: number;
  readonly y1: number;
}

// Where a frontal chest film has its mediastinum and its lungs, in parts of its sides.
const mediastinum: Box = { x0: 0.44, x1: 0.56, y0: 0.35, y1: 0.7 };
const lungs: readonly Box[] = [
  { x0: 0.18, x1: 0.36, y0: 0.25, y1: 0.55 },
  { x0: 0.64, x1: 0.82, y0: 0.25, y1: 0.55 },
];
/** Part of the grey range by which the mediastinum must be darker than both lungs. */
const margin = 0.1;

/**
 * A warning if the picture looks inverted, as when a file's photometric interpretation is wrong;
 * undefined otherwise. The pixels are never changed on a guess.
 */
export function polarityWarning(
  pixels: GreyPixels,
  width: number,
  height: number,
): string | undefined {
  const { low, high } = percentileWindow(pixels, 1, 99);
  const middle = meanIn(pixels, width, height, mediastinum);
  const sides = lungs.map((box) => meanIn(pixels, width, height, box));
  return sides.every((lung) => lung - middle > margin * (high - low))
    ? 'The image looks inverted (bright lungs around a dark middle): check its photometric ' +
        'interpretation. It was used as the file describes it.'
    : undefined;
}

function meanIn(pixels: GreyPixels, width: number, height: number, box: Box): number {
  let sum = 0;
  let count = 0;
  for (let y = Math.floor(box.y0 * height); y < Math.ceil(box.y1 * height); y++) {
    for (let x = Math.floor(box.x0 * width); x < Math.ceil(box.x1 * width); x++) {
      sum += pixels[y * width + x]!;
      count++;
    }
  }
  return sum / count;
}
