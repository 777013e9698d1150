// SPDX-License-Identifier: Apache-2.0

/** Gaussian-like blur of a square picture: three box averages each way; edges are held. */
export function blur(values: Float32Array, size: number, sigmaPx: number): Float32Array {
  const between = new Float32Array(values.length);
  const out = new Float32Array(values.length);
  if (sigmaPx < 0.75) {
    softenRows(values, between, size, sigmaPx);
    softenColumns(between, out, size, sigmaPx);
    return out;
  }
  // Width of three equal boxes with the wished variance (Wells 1986), as a fraction at the ends.
  const radius = (Math.sqrt(4 * sigmaPx * sigmaPx + 1) - 1) / 2;
  for (let pass = 0; pass < 3; pass++) {
    averageRows(pass === 0 ? values : out, between, size, radius);
    averageColumns(between, out, size, radius);
  }
  return out;
}

/** Three taps with the wished variance. */
function softenRows(values: Float32Array, out: Float32Array, size: number, sigmaPx: number): void {
  const side = (sigmaPx * sigmaPx) / 2;
  for (let row = 0; row < size; row++) {
    const start = row * size;
    const end = start + size - 1;
    for (let at = start; at <= end; at++) {
      const left = values[at === start ? at : at - 1]!;
      const right = values[at === end ? at : at + 1]!;
      out[at] = values[at]! * (1 - 2 * side) + side * (left + right);
    }
  }
}

function softenColumns(
  values: Float32Array,
  out: Float32Array,
  size: number,
  sigmaPx: number,
): void {
  const side = (sigmaPx * sigmaPx) / 2;
  for (let row = 0, at = 0; row < size; row++) {
    const up = row === 0 ? 0 : size;
    const down = row === size - 1 ? 0 : size;
    for (const end = at + size; at < end; at++) {
      out[at] = values[at]! * (1 - 2 * side) + side * (values[at - up]! + values[at + down]!);
    }
  }
}

/** The running average over `radius` to both sides. */
function averageRows(values: Float32Array, out: Float32Array, size: number, radius: number): void {
  const whole = Math.floor(radius);
  const part = radius - whole;
  const scale = 1 / (2 * radius + 1);
  const margin = whole + 1;
  const line = new Float32Array(size + 2 * margin);
  for (let start = 0; start < values.length; start += size) {
    line.fill(values[start]!, 0, margin);
    line.set(values.subarray(start, start + size), margin);
    line.fill(values[start + size - 1]!, margin + size);
    let sum = 0;
    for (let at = 1; at < 2 * margin; at++) sum += line[at]!;
    for (let column = 0; column < size; column++) {
      const right = line[column + 2 * margin]!;
      out[start + column] = (sum + part * (line[column]! + right)) * scale;
      sum += right - line[column + 1]!;
    }
  }
}

/** The same along columns, all of them side by side: memory is read in its order. */
function averageColumns(
  values: Float32Array,
  out: Float32Array,
  size: number,
  radius: number,
): void {
  const whole = Math.floor(radius);
  const part = radius - whole;
  const scale = 1 / (2 * radius + 1);
  const rowAt = (row: number): number => Math.min(size - 1, Math.max(0, row)) * size;
  const sums = new Float64Array(size);
  for (let row = -whole; row <= whole; row++) {
    for (let x = 0, at = rowAt(row); x < size; x++, at++) sums[x]! += values[at]!;
  }
  for (let row = 0, at = 0; row < size; row++) {
    const above = rowAt(row - whole - 1);
    const below = rowAt(row + whole + 1);
    const leaving = rowAt(row - whole);
    for (let x = 0; x < size; x++, at++) {
      const sum = sums[x]!;
      const next = values[below + x]!;
      out[at] = (sum + part * (values[above + x]! + next)) * scale;
      sums[x] = sum + (next - values[leaving + x]!);
    }
  }
}
