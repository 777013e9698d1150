// SPDX-License-Identifier: Apache-2.0

/** A mask of one image, one value per pixel, row-major. */
export interface PixelMask {
  readonly width: number;
  readonly height: number;
  readonly values: ArrayLike<number>;
}

/**
 * Cardiothoracic ratio of clean masks, truth or not: columns of the heart over the widest row that
 * holds both lungs. Undefined when one is empty or no row holds both.
 */
export function ratioOf(
  heart: PixelMask,
  rightLung: PixelMask,
  leftLung: PixelMask,
): number | undefined {
  let [x0, x1] = [heart.width, -1];
  for (let y = 0; y < heart.height; y++) {
    const extent = extentOf(heart, y);
    if (extent) [x0, x1] = [Math.min(x0, extent[0]), Math.max(x1, extent[1])];
  }
  let thorax = 0;
  for (let y = 0; y < heart.height; y++) {
    const [right, left] = [extentOf(rightLung, y), extentOf(leftLung, y)];
    if (!right || !left) continue;
    thorax = Math.max(thorax, Math.max(right[1], left[1]) - Math.min(right[0], left[0]) + 1);
  }
  return x1 < 0 || thorax === 0 ? undefined : (x1 - x0 + 1) / thorax;
}

function extentOf({ values, width }: PixelMask, y: number): readonly [number, number] | undefined {
  let [first, last] = [-1, -1];
  for (let x = 0; x < width; x++) {
    if (!values[y * width + x]) continue;
    if (first < 0) first = x;
    last = x;
  }
  return first < 0 ? undefined : [first, last];
}
