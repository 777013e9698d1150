// SPDX-License-Identifier: Apache-2.0
import { type Bounds, createSlab, type Scratch, type Slab, zeros } from './slab.js';
import { distance, type Vec3 } from './vector.js';
import type { Projected, View } from './view.js';

/** A round tube along a line; its projection must not fold back upon itself. */
export interface Tube {
  readonly kind: 'tube';
  readonly points: readonly Vec3[];
  /** Radius at each point, mm. */
  readonly radii: readonly number[];
  /** Depth of the cross-section over its height. */
  readonly depth: number;
  /** Cut straight at both ends; else they are round. */
  readonly cut: boolean;
}

/** A tube through knots of [x, y, z, radius], smoothly. */
export function tube(
  knots: readonly (readonly [number, number, number, number])[],
  options: { readonly stepsPerKnot?: number; readonly depth?: number; readonly cut?: boolean } = {},
): Tube {
  const { stepsPerKnot = 6, depth = 1, cut = false } = options;
  const points: Vec3[] = [];
  const radii: number[] = [];
  const last = knots.length - 1;
  const push = (value: (axis: 0 | 1 | 2 | 3) => number): void => {
    points.push([value(0), value(1), value(2)]);
    radii.push(Math.max(0.05, value(3)));
  };
  for (let i = 0; i < last; i++) {
    const [a, b, c, d] = [
      knots[Math.max(0, i - 1)]!,
      knots[i]!,
      knots[i + 1]!,
      knots[Math.min(last, i + 2)]!,
    ];
    for (let step = 0; step < stepsPerKnot; step++) {
      const t = step / stepsPerKnot;
      push(
        (k) =>
          b[k] +
          0.5 *
            t *
            (c[k] -
              a[k] +
              t * (2 * a[k] - 5 * b[k] + 4 * c[k] - d[k] + t * (3 * (b[k] - c[k]) + d[k] - a[k]))),
      );
    }
  }
  push((k) => knots[last]![k]);
  return { kind: 'tube', points, radii, depth, cut };
}

/** A ray nearly along the tube crosses at most this many times its diameter. */
const longestCrossing = 1.7;
const longestOfCut = 1.5;
/** Thinner tubes are drawn this wide (pixels) and as much thinner in depth. */
const thinnest = 0.62;

function boundsOf(line: readonly Projected[], widths: readonly number[]): Bounds {
  let [left, top, right, bottom, reach] = [Infinity, Infinity, -Infinity, -Infinity, thinnest];
  for (let i = 0; i < line.length; i++) {
    const { x, y } = line[i]!;
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
    reach = Math.max(reach, widths[i]!);
  }
  reach += 1;
  return {
    left: left - reach,
    top: top - reach,
    right: right + reach + 1,
    bottom: bottom + reach + 1,
  };
}

/** The relative distance from the axis of every ray, with the depths it crosses. */
export interface TubeTrace extends Slab {
  /** 0 on the axis, 1 at the wall and beyond. */
  readonly offAxis: Float32Array;
  /** Place along the tube, 0 to 1. */
  readonly along: Float32Array;
}

/** @param scratch buffers for a trace that is used up before the next one. */
export function traceTube(
  view: View,
  { points, radii, depth, cut }: Tube,
  scratch?: Scratch,
): TubeTrace {
  const at2d = points.map((point) => view.project(point));
  const widths = at2d.map(({ magnification }, i) => (radii[i]! * magnification) / view.mmPerPixel);
  const slab = createSlab(view, boundsOf(at2d, widths), scratch);
  const { left, top, width, height, enter, exit } = slab;
  const offAxis = zeros(width * height, scratch?.[2]).fill(1);
  const along = zeros(width * height, scratch?.[3]);
  const last = points.length - 1;
  const seen = width > 0 ? last : 0;
  for (let i = 0; i < seen; i++) {
    const [a, b] = [at2d[i]!, at2d[i + 1]!];
    const [wa, wb] = [Math.max(thinnest, widths[i]!), Math.max(thinnest, widths[i + 1]!)];
    const wide = Math.max(wa, wb);
    const [dx, dy] = [b.x - a.x, b.y - a.y];
    const square = dx * dx + dy * dy || 1e-9;
    const flatRow = Math.abs(dy) < 1e-3;
    const sign = dy < 0 ? -1 : 1;
    const flat = (Math.sqrt(square) * view.mmPerPixel) / a.magnification;
    const crossing = Math.min(
      cut ? longestOfCut : longestCrossing,
      distance(points[i]!, points[i + 1]!) / Math.max(1e-3, flat),
    );
    const y0 = Math.max(0, Math.floor(Math.min(a.y, b.y) - wide) - top);
    const y1 = Math.min(height, Math.ceil(Math.max(a.y, b.y) + wide) + 1 - top);
    const [za, zb] = [points[i]![2], points[i + 1]![2]];
    const [ra, rb] = [radii[i]!, radii[i + 1]!];
    for (let row = y0; row < y1; row++) {
      const py = top + row - a.y;
      // The part of the segment that this row can touch.
      const t0 = flatRow ? 0 : Math.min(1, Math.max(0, (py - wide * sign) / dy));
      const t1 = flatRow ? 1 : Math.min(1, Math.max(0, (py + wide * sign) / dy));
      const x0 = Math.max(0, Math.floor(a.x + Math.min(t0 * dx, t1 * dx) - wide) - left);
      const x1 = Math.min(width, Math.ceil(a.x + Math.max(t0 * dx, t1 * dx) + wide) + 1 - left);
      for (let column = x0, k = row * width + x0; column < x1; column++, k++) {
        const px = left + column - a.x;
        const raw = (px * dx + py * dy) / square;
        if (cut && ((i === 0 && raw < 0) || (i === last - 1 && raw > 1))) continue;
        const t = Math.min(1, Math.max(0, raw));
        const ex = px - t * dx;
        const ey = py - t * dy;
        const w = wa + (wb - wa) * t;
        const nearest = offAxis[k]! * w;
        const far = ex * ex + ey * ey;
        if (far >= nearest * nearest) continue;
        const u = Math.sqrt(far) / w;
        offAxis[k] = u;
        along[k] = (i + t) / last;
        const r = ra + (rb - ra) * t;
        const drawn = (w * view.mmPerPixel) / a.magnification;
        const half = ((r * r) / drawn) * depth * crossing * Math.sqrt(1 - u * u);
        const z = za + (zb - za) * t;
        enter[k] = z - half;
        exit[k] = z + half;
      }
    }
  }
  return { ...slab, offAxis, along };
}
