// SPDX-License-Identifier: Apache-2.0
import type { Point } from './view-geometry';

/** A binary mask, row by row, non-zero where set. */
export interface Mask {
  readonly width: number;
  readonly height: number;
  readonly set: Uint8Array;
}

/** A closed outline in mask pixels; (0, 0) is the corner of the first pixel. */
export type Contour = readonly Point[];

/**
 * Outlines of a mask, outer ones clockwise and holes counter-clockwise, through the middles of
 * pixel edges: never more than half a mask pixel from the mask's own border.
 */
export function traceContours(mask: Mask): readonly Contour[] {
  const next = borderEdges(mask);
  const contours: Contour[] = [];
  for (const start of next.keys()) {
    while (next.has(start)) contours.push(walk(next, start, mask.width + 1));
  }
  return contours;
}

/** Takes the stairs out of a contour by averaging each point with its neighbours (1 2 1), `passes` times. */
export function smoothContour(contour: Contour, passes = 2): Contour {
  let points = contour;
  for (let pass = 0; pass < passes; pass++) {
    points = points.map((point, at) => {
      const before = points.at(at - 1) ?? point;
      const after = points[(at + 1) % points.length] ?? point;
      return {
        x: (before.x + 2 * point.x + after.x) / 4,
        y: (before.y + 2 * point.y + after.y) / 4,
      };
    });
  }
  return points;
}

/** Edges between set and unset pixels, set on the right-hand side, by the corner they start at. */
function borderEdges({ width, height, set }: Mask): Map<number, number[]> {
  const corners = width + 1;
  const edges = new Map<number, number[]>();
  const isSet = (x: number, y: number) =>
    x >= 0 && y >= 0 && x < width && y < height && set[y * width + x] !== 0;
  const add = (from: number, to: number) => {
    const ends = edges.get(from);
    if (ends) ends.push(to);
    else edges.set(from, [to]);
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!isSet(x, y)) continue;
      const corner = y * corners + x;
      if (!isSet(x, y - 1)) add(corner, corner + 1);
      if (!isSet(x + 1, y)) add(corner + 1, corner + corners + 1);
      if (!isSet(x, y + 1)) add(corner + corners + 1, corner + corners);
      if (!isSet(x - 1, y)) add(corner + corners, corner);
    }
  }
  return edges;
}

/** Follows and uses up edges until the walk is back where it began. */
function walk(edges: Map<number, number[]>, start: number, corners: number): Contour {
  const points: Point[] = [];
  let from = start;
  do {
    const ends = edges.get(from) ?? [];
    const to = ends.pop() ?? start;
    if (ends.length === 0) edges.delete(from);
    points.push({
      x: ((from % corners) + (to % corners)) / 2,
      y: (Math.floor(from / corners) + Math.floor(to / corners)) / 2,
    });
    from = to;
  } while (from !== start);
  return points;
}
