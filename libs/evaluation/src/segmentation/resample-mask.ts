// SPDX-License-Identifier: Apache-2.0

/** Grid to image: x = xx * column + x0, y = yy * row + y0, at pixel corners; no rotation. */
export interface GridToImage {
  readonly xx: number;
  readonly x0: number;
  readonly yy: number;
  readonly y0: number;
}

/**
 * A mask drawn on an image: each image pixel takes the value of the grid cell its centre lies in,
 * 0 outside of the grid. @returns one byte per pixel, row-major, 0 or 1.
 */
export function maskOnImage(
  mask: { readonly width: number; readonly height: number; readonly values: ArrayLike<number> },
  grid: GridToImage,
  image: { readonly width: number; readonly height: number },
): Uint8Array {
  const out = new Uint8Array(image.width * image.height);
  const columns = Int32Array.from({ length: image.width }, (_, x) =>
    Math.floor((x + 0.5 - grid.x0) / grid.xx),
  );
  for (let y = 0; y < image.height; y++) {
    const row = Math.floor((y + 0.5 - grid.y0) / grid.yy);
    if (row < 0 || row >= mask.height) continue;
    for (let x = 0; x < image.width; x++) {
      const column = columns[x]!;
      if (column < 0 || column >= mask.width) continue;
      if (mask.values[row * mask.width + column]) out[y * image.width + x] = 1;
    }
  }
  return out;
}
