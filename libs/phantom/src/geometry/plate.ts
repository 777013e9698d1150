// SPDX-License-Identifier: Apache-2.0
import { createSlab, type Slab } from './slab.js';
import type { Vec3 } from './vector.js';
import type { View } from './view.js';

/** A flat bone or thing facing the beam: a polygon with a thickness and rounded edges. */
export interface Plate {
  readonly kind: 'plate';
  /** Corners in order, mm. */
  readonly corners: readonly Vec3[];
  /** mm, in the middle. */
  readonly thickness: number;
  /** Distance from the edge at which it has its full thickness, mm. */
  readonly bevel: number;
}

export function plate(corners: readonly Vec3[], thickness: number, bevel: number): Plate {
  return { kind: 'plate', corners, thickness, bevel };
}

export function tracePlate(view: View, { corners, thickness, bevel }: Plate): Slab {
  const at = corners.map((corner) => view.project(corner));
  const z = corners.reduce((sum, corner) => sum + corner[2], 0) / corners.length;
  const edge = (bevel * view.magnification(z)) / view.mmPerPixel;
  const slab = createSlab(view, {
    left: Math.min(...at.map(({ x }) => x)),
    right: Math.max(...at.map(({ x }) => x)) + 1,
    top: Math.min(...at.map(({ y }) => y)),
    bottom: Math.max(...at.map(({ y }) => y)) + 1,
  });
  for (let row = 0, k = 0; row < slab.height; row++) {
    for (let column = 0; column < slab.width; column++, k++) {
      const depth = depthInside(at, slab.left + column, slab.top + row);
      if (depth <= 0) continue;
      const u = 1 - Math.min(1, depth / edge);
      const half = (thickness / 2) * Math.sqrt(1 - u * u * 0.97);
      slab.enter[k] = z - half;
      slab.exit[k] = z + half;
    }
  }
  return slab;
}

/** Distance to the nearest edge, pixels; 0 outside. */
function depthInside(
  polygon: readonly { readonly x: number; readonly y: number }[],
  x: number,
  y: number,
): number {
  let nearest = Infinity;
  let inside = false;
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
    const [a, b] = [polygon[j]!, polygon[i]!];
    const [dx, dy] = [b.x - a.x, b.y - a.y];
    const t = ((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy || 1);
    const s = Math.min(1, Math.max(0, t));
    nearest = Math.min(nearest, (x - a.x - s * dx) ** 2 + (y - a.y - s * dy) ** 2);
    if (a.y > y !== b.y > y && x < a.x + ((y - a.y) / dy) * dx) inside = !inside;
  }
  return inside ? Math.sqrt(nearest) : 0;
}
