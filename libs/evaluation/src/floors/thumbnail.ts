// SPDX-License-Identifier: Apache-2.0

/** Pixels per side of a thumbnail. */
export const thumbnailSide = 64;

/**
 * A film as 64 x 64 area means with mean 0 and standard deviation 1, row-major.
 * @param pixels - grey values, row-major, width x height.
 */
export function thumbnailOf(
  pixels: ArrayLike<number>,
  width: number,
  height: number,
): Float32Array {
  const across = shares(width);
  const down = shares(height);
  const out = new Float64Array(thumbnailSide * thumbnailSide);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = pixels[y * width + x]!;
      for (const [row, tall] of down[y]!) {
        for (const [column, wide] of across[x]!) {
          out[row * thumbnailSide + column]! += value * tall * wide;
        }
      }
    }
  }
  return standardised(out);
}

/** For each sample, the cells it falls into with the share of a cell that it covers. */
function shares(size: number): (readonly [cell: number, share: number])[][] {
  const step = thumbnailSide / size;
  return Array.from({ length: size }, (_, sample) => {
    const [low, high] = [sample * step, (sample + 1) * step];
    const cells: [number, number][] = [];
    for (let cell = Math.floor(low); cell < high - 1e-9 && cell < thumbnailSide; cell++) {
      cells.push([cell, Math.min(high, cell + 1) - Math.max(low, cell)]);
    }
    return cells;
  });
}

function standardised(values: Float64Array): Float32Array {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
  const sd = Math.sqrt(variance) + 1e-6;
  return Float32Array.from(values, (value) => (value - mean) / sd);
}
