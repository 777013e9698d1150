// SPDX-License-Identifier: Apache-2.0
import type { GridArea } from '@asarg/imaging';

/** Which pixels each cell covers along one axis, and how much of each. */
interface PoolTaps {
  readonly first: Int32Array;
  readonly count: Int32Array;
  /** `stride` per cell, adding up to 1. */
  readonly weights: Float64Array;
  readonly stride: number;
}

/** The cells of a pool over a map. */
export interface PoolPlan {
  readonly across: PoolTaps;
  readonly down: PoolTaps;
  /** Of the map. */
  readonly columns: number;
}

interface Grid {
  readonly rows: number;
  readonly columns: number;
}

/** Equal cells over the part of a map that the frame covers, in pixels of the map. */
export function poolPlan(content: GridArea, map: Grid, pool: Grid): PoolPlan {
  return {
    across: taps(content.x0, content.x1, map.columns, pool.columns),
    down: taps(content.y0, content.y1, map.rows, pool.rows),
    columns: map.columns,
  };
}

/** Rounding must not let a cell reach into a pixel that it only borders on. */
const sliver = 1e-9;

function taps(low: number, high: number, size: number, cells: number): PoolTaps {
  const step = (high - low) / cells;
  const stride = Math.ceil(step) + 2;
  const first = new Int32Array(cells);
  const count = new Int32Array(cells);
  const weights = new Float64Array(cells * stride);
  for (let cell = 0; cell < cells; cell++) {
    const from = low + cell * step;
    const to = low + (cell + 1) * step;
    first[cell] = Math.min(size - 1, Math.floor(from + sliver));
    let total = 0;
    for (let i = first[cell]!; i < size && i < to - sliver; i++) {
      const cover = Math.min(to, i + 1) - Math.max(from, i);
      weights[cell * stride + count[cell]!] = cover;
      count[cell]!++;
      total += cover;
    }
    for (let tap = 0; tap < count[cell]!; tap++) weights[cell * stride + tap]! /= total;
  }
  return { first, count, weights, stride };
}

/** Area-weighted means of a map's pixels, into `out`, row-major. */
export function meanPool(map: Float32Array, plan: PoolPlan, out: Float32Array): void {
  const { across, down, columns } = plan;
  for (let row = 0, at = 0; row < down.first.length; row++) {
    for (let cell = 0; cell < across.first.length; cell++, at++) {
      let sum = 0;
      for (let v = 0; v < down.count[row]!; v++) {
        const from = (down.first[row]! + v) * columns + across.first[cell]!;
        let line = 0;
        for (let u = 0, tap = cell * across.stride; u < across.count[cell]!; u++, tap++) {
          line += map[from + u]! * across.weights[tap]!;
        }
        sum += line * down.weights[row * down.stride + v]!;
      }
      out[at] = sum;
    }
  }
}

/** Greatest of all pixels that a cell touches, into `out`, row-major. */
export function maxPool(map: Float32Array, plan: PoolPlan, out: Float32Array): void {
  const { across, down, columns } = plan;
  for (let row = 0, at = 0; row < down.first.length; row++) {
    for (let cell = 0; cell < across.first.length; cell++, at++) {
      let greatest = -Infinity;
      for (let v = 0; v < down.count[row]!; v++) {
        const from = (down.first[row]! + v) * columns + across.first[cell]!;
        for (let u = 0; u < across.count[cell]!; u++) {
          if (map[from + u]! > greatest) greatest = map[from + u]!;
        }
      }
      out[at] = greatest;
    }
  }
}
