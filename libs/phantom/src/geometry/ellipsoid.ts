// SPDX-License-Identifier: Apache-2.0
import { createSlab, type Slab } from './slab.js';
import type { Vec3 } from './vector.js';
import type { View } from './view.js';

/** An ellipsoid; its first two axes are turned in the picture plane, then the first to the back. */
export interface Ellipsoid {
  readonly kind: 'ellipsoid';
  readonly centre: Vec3;
  /** Half axes, mm. */
  readonly radii: Vec3;
  /** Symmetric matrix of the quadric: xx, yy, zz, xy, xz, yz. */
  readonly matrix: readonly [number, number, number, number, number, number];
}

/**
 * @param tilt turn about z, radians: positive turns the first axis to the feet.
 * @param swing turn about y, radians: positive turns the first axis to the front.
 */
export function ellipsoid(centre: Vec3, radii: Vec3, tilt = 0, swing = 0): Ellipsoid {
  const [ct, st, cs, ss] = [Math.cos(tilt), Math.sin(tilt), Math.cos(swing), Math.sin(swing)];
  const axes: readonly Vec3[] = [
    [ct * cs, st, -ct * ss],
    [-st * cs, ct, st * ss],
    [ss, 0, cs],
  ];
  const entry = (i: 0 | 1 | 2, j: 0 | 1 | 2): number =>
    axes.reduce((sum, axis, k) => sum + (axis[i] * axis[j]) / radii[k as 0 | 1 | 2] ** 2, 0);
  const matrix = [
    entry(0, 0),
    entry(1, 1),
    entry(2, 2),
    entry(0, 1),
    entry(0, 2),
    entry(1, 2),
  ] as const;
  return { kind: 'ellipsoid', centre, radii, matrix };
}

export function insideEllipsoid({ centre, matrix }: Ellipsoid, [px, py, pz]: Vec3): boolean {
  const [x, y, z] = [px - centre[0], py - centre[1], pz - centre[2]];
  const [xx, yy, zz, xy, xz, yz] = matrix;
  return xx * x * x + yy * y * y + zz * z * z + 2 * (xy * x * y + xz * x * z + yz * y * z) < 1;
}

/** Exact entry and exit depths. */
export function traceEllipsoid(view: View, { centre, radii, matrix }: Ellipsoid): Slab {
  const { x: px, y: py, magnification: m } = view.project(centre);
  const reach = (Math.max(...radii) * 1.1 * m) / view.mmPerPixel + 1;
  const slab = createSlab(view, {
    left: px - reach,
    right: px + reach + 1,
    top: py - reach,
    bottom: py + reach + 1,
  });
  const [xx, yy, zz, xy, xz, yz] = matrix;
  const [dx, dy] = [view.turn, view.angle];
  const a = xx * dx * dx + yy * dy * dy + zz + 2 * (xy * dx * dy + xz * dx + yz * dy);
  const scale = view.mmPerPixel / m;
  const [cos, sin] = [Math.cos(view.roll) * scale, Math.sin(view.roll) * scale];
  for (let row = 0, at = 0; row < slab.height; row++) {
    const v = slab.top + row - py;
    for (let column = 0; column < slab.width; column++, at++) {
      const u = slab.left + column - px;
      const x = cos * u + sin * v;
      const y = cos * v - sin * u;
      const c = xx * x * x + yy * y * y + 2 * xy * x * y - 1;
      const b = dx * (xx * x + xy * y) + dy * (xy * x + yy * y) + xz * x + yz * y;
      const root = b * b - a * c;
      if (root <= 0) continue;
      const half = Math.sqrt(root) / a;
      slab.enter[at] = centre[2] - b / a - half;
      slab.exit[at] = centre[2] - b / a + half;
    }
  }
  return slab;
}
