// SPDX-License-Identifier: Apache-2.0

/** Gaussian-like blur of a square picture: three box averages each way; edges are held. */
export function blur(values: Float32Array, size: number, sigmaPx: number): Float32Array {
  if (sigmaPx < 0.75) return softenAndTurn(softenAndTurn(values, size, sigmaPx), size, sigmaPx);
  // Width of three equal boxes with the wished variance (Wells 1986), as a fraction at the ends.
  const radius = (Math.sqrt(4 * sigmaPx * sigmaPx + 1) - 1) / 2;
  let from = values;
  for (let pass = 0; pass < 3; pass++)
    from = boxBlurAndTurn(boxBlurAndTurn(from, size, radius), size, radius);
  return from;
}

/** Three taps with the wished variance; transposes. */
function softenAndTurn(values: Float32Array, size: number, sigmaPx: number): Float32Array {
  const out = new Float32Array(values.length);
  const side = (sigmaPx * sigmaPx) / 2;
  for (let row = 0; row < size; row++) {
    const start = row * size;
    const end = start + size - 1;
    for (let at = start, to = row; at <= end; at++, to += size) {
      const left = values[at === start ? at : at - 1]!;
      const right = values[at === end ? at : at + 1]!;
      out[to] = values[at]! * (1 - 2 * side) + side * (left + right);
    }
  }
  return out;
}

/** Blurs along rows and transposes, so that two calls blur both ways. */
function boxBlurAndTurn(values: Float32Array, size: number, radius: number): Float32Array {
  const out = new Float32Array(values.length);
  const whole = Math.floor(radius);
  const part = radius - whole;
  const scale = 1 / (2 * radius + 1);
  for (let row = 0; row < size; row++) {
    const start = row * size;
    const at = (column: number): number =>
      values[start + (column < 0 ? 0 : column >= size ? size - 1 : column)]!;
    let sum = 0;
    for (let column = -whole; column <= whole; column++) sum += at(column);
    for (let column = 0; column < size; column++) {
      const ends = at(column - whole - 1) + at(column + whole + 1);
      out[column * size + row] = (sum + part * ends) * scale;
      sum += at(column + whole + 1) - at(column - whole);
    }
  }
  return out;
}

/** Average of squares of `factor` pixels; the size must be a multiple of the factor. */
export function shrink(values: Float32Array, size: number, factor: number): Float32Array {
  const small = Math.ceil(size / factor);
  const out = new Float32Array(small * small);
  const count = new Float32Array(small * small);
  for (let y = 0, k = 0; y < size; y++) {
    const row = Math.floor(y / factor) * small;
    for (let x = 0; x < size; x++, k++) {
      const at = row + Math.floor(x / factor);
      out[at]! += values[k]!;
      count[at]! += 1;
    }
  }
  return out.map((sum, i) => sum / count[i]!);
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
  for (let y = 0, k = 0; y < size; y++) {
    const top = lows[y]! * small;
    const down = parts[y]!;
    for (let x = 0; x < size; x++, k++) {
      const at = top + lows[x]!;
      const t = parts[x]!;
      const upper = values[at]! + (values[at + 1]! - values[at]!) * t;
      const lower = values[at + small]! + (values[at + small + 1]! - values[at + small]!) * t;
      out[k] = upper + (lower - upper) * down;
    }
  }
  return out;
}
