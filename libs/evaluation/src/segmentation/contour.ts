// SPDX-License-Identifier: Apache-2.0

/** Pixels of a mask that touch a pixel outside of it (or the edge), as flat indices. */
export function contourOf(mask: ArrayLike<number>, width: number, height: number): number[] {
  const contour: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      if (!mask[at]) continue;
      const inside =
        x > 0 &&
        x < width - 1 &&
        y > 0 &&
        y < height - 1 &&
        mask[at - 1] &&
        mask[at + 1] &&
        mask[at - width] &&
        mask[at + width];
      if (!inside) contour.push(at);
    }
  }
  return contour;
}
