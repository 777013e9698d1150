// SPDX-License-Identifier: Apache-2.0
import { enlarge, type Field, fieldOf, type Point } from './field.js';

const stepsPerKnot = 6;
/** The distance is computed on a grid this much coarser: it is smooth, and costly per pixel. */
const coarseness = 4;

/** A smooth curve through the knots (Catmull-Rom), as points close to each other. */
export function smoothCurve(knots: readonly Point[], closed: boolean): Point[] {
  const count = knots.length;
  const knot = (i: number): Point =>
    closed ? knots[(i + count) % count]! : knots[Math.min(count - 1, Math.max(0, i))]!;
  const points: Point[] = [];
  for (let i = 0; i < (closed ? count : count - 1); i++) {
    const around = [knot(i - 1), knot(i), knot(i + 1), knot(i + 2)] as const;
    for (let step = 0; step < stepsPerKnot; step++) {
      const t = step / stepsPerKnot;
      points.push([spline(around, 0, t), spline(around, 1, t)]);
    }
  }
  if (!closed) points.push(knots[count - 1]!);
  return points;
}

function spline(around: readonly [Point, Point, Point, Point], axis: 0 | 1, t: number): number {
  const [a, b, c, d] = [around[0][axis], around[1][axis], around[2][axis], around[3][axis]];
  return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}

/** Distance of every pixel to a closed smooth outline, more than 0 inside, in picture sides. */
export function distanceInside(knots: readonly Point[], width: number, height: number): Field {
  const polygon = smoothCurve(knots, true);
  const coarse = fieldOf(Math.ceil(width / coarseness), Math.ceil(height / coarseness), (x, y) =>
    signedDistance(polygon, x, y),
  );
  return enlarge(coarse, width, height);
}

function signedDistance(polygon: readonly Point[], x: number, y: number): number {
  let nearest = Infinity;
  let inside = false;
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
    const [ax, ay] = polygon[j]!;
    const [bx, by] = polygon[i]!;
    const dx = bx - ax;
    const dy = by - ay;
    const along = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1);
    const t = Math.min(1, Math.max(0, along));
    nearest = Math.min(nearest, (x - ax - t * dx) ** 2 + (y - ay - t * dy) ** 2);
    if (ay > y !== by > y && x < ax + ((y - ay) / dy) * dx) inside = !inside;
  }
  return inside ? Math.sqrt(nearest) : -Math.sqrt(nearest);
}
