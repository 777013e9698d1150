// SPDX-License-Identifier: Apache-2.0
import type { Point, Size } from './view-geometry';

/**
 * How a mask's grid lies in the original image, between pixel corners:
 * image x = xx * x + xy * y + x0, image y = yx * x + yy * y + y0.
 */
export interface GridToImage {
  readonly xx: number;
  readonly xy: number;
  readonly x0: number;
  readonly yx: number;
  readonly yy: number;
  readonly y0: number;
}

/** The header of a mask that carries xx,xy,x0,yx,yy,y0. */
export const GRID_HEADER = 'x-mask-grid-to-image';

/** Reads the header; undefined when it is absent or is not six numbers of an invertible map. */
export function parseGridToImage(header: string | null): GridToImage | undefined {
  const numbers = header?.split(',').map(Number) ?? [];
  if (numbers.length !== 6 || !numbers.every(Number.isFinite)) return undefined;
  const [xx = 0, xy = 0, x0 = 0, yx = 0, yy = 0, y0 = 0] = numbers;
  return xx * yy - xy * yx === 0 ? undefined : { xx, xy, x0, yx, yy, y0 };
}

/** A grid stretched over the whole image: what a mask that says nothing is taken for. */
export function wholeImage(grid: Size, image: Size): GridToImage {
  const xx = image.width / grid.width;
  const yy = image.height / grid.height;
  return { xx, xy: 0, x0: 0, yx: 0, yy, y0: 0 };
}

/** Original pixels of a grid point. */
export function gridToImage(map: GridToImage, { x, y }: Point): Point {
  return { x: map.xx * x + map.xy * y + map.x0, y: map.yx * x + map.yy * y + map.y0 };
}

/** Grid coordinates of an image point. */
export function imageToGrid(map: GridToImage, point: Point): Point {
  const determinant = map.xx * map.yy - map.xy * map.yx;
  const x = point.x - map.x0;
  const y = point.y - map.y0;
  return {
    x: (map.yy * x - map.xy * y) / determinant,
    y: (map.xx * y - map.yx * x) / determinant,
  };
}
