// SPDX-License-Identifier: Apache-2.0
import type { Hatch, RegionStyle } from '../regions/region-style';

/** Strokes of each hatch on a tile of 8 x 8, as x0 y0 x1 y1; they meet across tile borders. */
export const HATCH_STROKES: Readonly<Record<Hatch, readonly (readonly number[])[]>> = {
  diagonal: [
    [-2, 10, 10, -2],
    [-2, 2, 2, -2],
    [6, 10, 10, 6],
  ],
  'back-diagonal': [
    [-2, -2, 10, 10],
    [6, -2, 10, 2],
    [-2, 6, 2, 10],
  ],
  horizontal: [[0, 4, 8, 4]],
  vertical: [[4, 0, 4, 8]],
  dots: [
    [3.2, 4, 4.8, 4],
    [-0.8, 0, 0.8, 0],
    [7.2, 0, 8.8, 0],
    [-0.8, 8, 0.8, 8],
    [7.2, 8, 8.8, 8],
  ],
  cross: [
    [0, 4, 8, 4],
    [4, 0, 4, 8],
  ],
};

/** Side of the tile. */
export const HATCH_TILE = 8;

const patterns = new Map<string, CanvasPattern | null>();

/** A pattern of the style's hatch at `pixelRatio` device pixels per CSS pixel. */
export function hatchPattern(
  context: CanvasRenderingContext2D,
  style: RegionStyle,
  pixelRatio: number,
): CanvasPattern | null {
  const key = `${style.hatch} ${style.colour} ${pixelRatio}`;
  if (!patterns.has(key)) patterns.set(key, drawTile(context, style, pixelRatio));
  return patterns.get(key) ?? null;
}

function drawTile(
  context: CanvasRenderingContext2D,
  style: RegionStyle,
  pixelRatio: number,
): CanvasPattern | null {
  const tile = document.createElement('canvas');
  const side = Math.round(HATCH_TILE * pixelRatio);
  tile.width = side;
  tile.height = side;
  const pen = tile.getContext('2d');
  if (!pen) return null;
  pen.scale(side / HATCH_TILE, side / HATCH_TILE);
  // A dark line beside each coloured one keeps the hatch readable on bright bone and heart.
  strokeAll(pen, style, 'rgb(0 0 0 / 0.8)', 1);
  strokeAll(pen, style, style.colour, 0);
  return context.createPattern(tile, 'repeat');
}

function strokeAll(
  pen: CanvasRenderingContext2D,
  style: RegionStyle,
  colour: string,
  shift: number,
): void {
  pen.strokeStyle = colour;
  pen.lineWidth = style.hatch === 'dots' ? 1.8 : 1;
  for (const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] of HATCH_STROKES[style.hatch]) {
    pen.beginPath();
    pen.moveTo(x0 + shift, y0 + shift);
    pen.lineTo(x1 + shift, y1 + shift);
    pen.stroke();
  }
}
