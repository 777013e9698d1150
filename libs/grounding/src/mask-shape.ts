// SPDX-License-Identifier: Apache-2.0
import { largestComponents, type MaskRun, maskRuns, runsArea } from '@asarg/tensor';
import type { Affine, Box, ClassMask } from './evidence-base.js';

/** Columns [x0, x1) covered in one row. */
export interface Extent {
  readonly x0: number;
  readonly x1: number;
}

/** Geometry of a mask's main components, in pixels of the frame. */
export interface MaskShape {
  readonly mask: ClassMask;
  /** Runs of the main components, in the grid. */
  readonly runs: readonly MaskRun[];
  /** Columns from the first to the last pixel of each grid row that has any, in the grid. */
  readonly rows: ReadonlyMap<number, Extent>;
  /** Part of the mask's own grid that is set, in [0, 1]. */
  readonly share: number;
  /** Square frame pixels. */
  readonly area: number;
  readonly box: Box;
  readonly centroid: { readonly x: number; readonly y: number };
}

/**
 * Geometry of a mask, or undefined if the mask is empty.
 *
 * @param components - How many connected components to keep, largest first.
 */
export function shapeOf(mask: ClassMask, components = 1): MaskShape | undefined {
  const runs = largestComponents(maskRuns(mask), components);
  const pixels = runsArea(runs);
  if (pixels === 0) return undefined;
  const { affine } = mask;
  const rows = new Map<number, Extent>();
  let sumX = 0;
  let sumY = 0;
  for (const { y, x0, x1 } of runs) {
    rows.set(y, { x0: rows.get(y)?.x0 ?? x0, x1 });
    sumX += ((x1 - x0) * (x0 + x1)) / 2;
    sumY += (x1 - x0) * (y + 0.5);
  }
  return {
    mask,
    runs,
    rows,
    share: pixels / (mask.width * mask.height),
    area: pixels * Math.abs(affine.xx * affine.yy - affine.xy * affine.yx),
    box: boxOf(runs, affine),
    centroid: toFrame(affine, sumX / pixels, sumY / pixels),
  };
}

/** A grid point in pixels of the frame. */
export function toFrame(affine: Affine, column: number, row: number): { x: number; y: number } {
  return {
    x: affine.xx * column + affine.xy * row + affine.x0,
    y: affine.yx * column + affine.yy * row + affine.y0,
  };
}

/** Bounding box of runs (at least one), in pixels of the frame; exact for any affine. */
export function boxOf(runs: readonly MaskRun[], affine: Affine): Box {
  const box = { x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity };
  for (const run of runs) {
    for (const [column, line] of [
      [run.x0, run.y],
      [run.x1, run.y],
      [run.x0, run.y + 1],
      [run.x1, run.y + 1],
    ] as const) {
      const { x, y } = toFrame(affine, column, line);
      box.x0 = Math.min(box.x0, x);
      box.x1 = Math.max(box.x1, x);
      box.y0 = Math.min(box.y0, y);
      box.y1 = Math.max(box.y1, y);
    }
  }
  return box;
}

/** Whether rows of the grid are rows of the frame, so that extents per row mean something. */
export function hasFrameRows(affine: Affine): boolean {
  return affine.xy === 0 && affine.yx === 0 && affine.xx !== 0 && affine.yy !== 0;
}

/** Frame columns that the shape covers at a height of the frame; undefined where it has none. */
export function extentAt(shape: MaskShape, y: number): Extent | undefined {
  const { affine } = shape.mask;
  const row = Math.floor((y - affine.y0) / affine.yy);
  const columns = shape.rows.get(row);
  if (columns === undefined) return undefined;
  const { x0, x1 } = boxOf([{ y: row, ...columns }], affine);
  return { x0, x1 };
}

/** Heights of the frame at which the shape has pixels: the middle of each of its rows. */
export function rowCentres(shape: MaskShape): number[] {
  const { affine } = shape.mask;
  return [...shape.rows.keys()].map((row) => affine.yy * (row + 0.5) + affine.y0);
}
