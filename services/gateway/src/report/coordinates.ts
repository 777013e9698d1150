// SPDX-License-Identifier: Apache-2.0
import type { Affine } from '@asarg/tensor';
import type { BoxModel } from './sentence-model.js';

/** How the frame that models saw lies in the original image. */
export interface FrameGeometry {
  /** Columns of the original image. */
  readonly width: number;
  /** Rows of the original image. */
  readonly height: number;
  /** Original pixels per frame pixel, at least 1. */
  readonly scale: number;
}

interface Box {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** A box of the frame as the smallest box of whole original pixels that covers it. */
export function frameBoxToImage(box: Box, { width, height, scale }: FrameGeometry): BoxModel {
  return {
    x0: clamp(Math.floor(tidy(box.x0 * scale)), width),
    y0: clamp(Math.floor(tidy(box.y0 * scale)), height),
    x1: clamp(Math.ceil(tidy(box.x1 * scale)), width),
    y1: clamp(Math.ceil(tidy(box.y1 * scale)), height),
  };
}

/** A box of a mask's grid in the frame: the box around its four mapped corners. */
export function gridBoxToFrame(box: Box, affine: Affine): Box {
  const corners = [
    [box.x0, box.y0],
    [box.x1, box.y0],
    [box.x0, box.y1],
    [box.x1, box.y1],
  ] as const;
  const xs = corners.map(([x, y]) => affine.xx * x + affine.xy * y + affine.x0);
  const ys = corners.map(([x, y]) => affine.yx * x + affine.yy * y + affine.y0);
  return { x0: Math.min(...xs), y0: Math.min(...ys), x1: Math.max(...xs), y1: Math.max(...ys) };
}

/** An affine into the frame, continued to the original image. */
export function affineToImage(affine: Affine, scale: number): Affine {
  return {
    xx: affine.xx * scale,
    xy: affine.xy * scale,
    x0: affine.x0 * scale,
    yx: affine.yx * scale,
    yy: affine.yy * scale,
    y0: affine.y0 * scale,
  };
}

function clamp(value: number, limit: number): number {
  return Math.min(Math.max(value, 0), limit);
}

// Rounding noise of an affine must not push a box over a pixel border.
function tidy(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
