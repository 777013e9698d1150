// SPDX-License-Identifier: Apache-2.0

/** Average of squares of `factor` pixels; those at the right and bottom may be cut. */
export function shrink(values: Float32Array, size: number, factor: number): Float32Array {
  const small = Math.ceil(size / factor);
  const out = new Float32Array(small * small);
  for (let y = 0, k = 0; y < size; y++) {
    const row = Math.floor(y / factor) * small;
    for (let column = 0, x = 0; column < small; column++) {
      for (const end = Math.min(size, x + factor); x < end; x++, k++)
        out[row + column]! += values[k]!;
    }
  }
  const span = (at: number): number => Math.min(size, (at + 1) * factor) - at * factor;
  for (let row = 0, at = 0; row < small; row++) {
    for (let column = 0; column < small; column++, at++) out[at]! /= span(row) * span(column);
  }
  return out;
}

/** Bilinear enlargement of a square picture to `size`. */
export function enlarge(values: Float32Array, small: number, size: number): Float32Array {
  const out = new Float32Array(size * size);
  const scale = small / size;
  const lows = new Int32Array(size);
  const parts = new Float32Array(size);
  for (let at = 0; at < size; at++) {
    const x = Math.min(small - 1, Math.max(0, (at + 0.5) * scale - 0.5));
    lows[at] = Math.min(small - 2, Math.floor(x));
    parts[at] = x - lows[at]!;
  }
  const stretched = stretchRows(values, small, lows, parts);
  for (let y = 0, k = 0; y < size; y++) {
    const upper = stretched(lows[y]!);
    const lower = stretched(lows[y]! + 1);
    const down = parts[y]!;
    for (let x = 0; x < size; x++, k++) out[k] = upper[x]! + (lower[x]! - upper[x]!) * down;
  }
  return out;
}

/**
 * Stretches rows of a square picture: pixel x lies `parts[x]` of the way from column `lows[x]` to
 * the next. The last even and the last odd row are kept for the pixels between them.
 */
export function stretchRows(
  values: Float32Array,
  small: number,
  lows: Int32Array,
  parts: Float32Array,
): (row: number) => Float64Array {
  const kept = [-1, -1];
  const lines = [new Float64Array(lows.length), new Float64Array(lows.length)] as const;
  return (row) => {
    const line = lines[(row & 1) as 0 | 1];
    if (kept[row & 1] === row) return line;
    kept[row & 1] = row;
    for (let x = 0; x < line.length; x++) {
      const at = row * small + lows[x]!;
      line[x] = values[at]! + (values[at + 1]! - values[at]!) * parts[x]!;
    }
    return line;
  };
}
