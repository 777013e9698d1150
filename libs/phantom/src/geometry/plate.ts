// SPDX-License-Identifier: Apache-2.0
import { createSlab, type Slab } from './slab.js';
import type { Vec3 } from './vector.js';
import type { Projected, View } from './view.js';

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
  const { left, top, width, height, enter, exit } = slab;
  const edges = edgesOf(at);
  for (let row = 0; row < height; row++) {
    const y = top + row;
    const crossed = crossings(edges, y);
    for (let i = 0; i < crossed.length; i += 2) {
      const end = Math.min(left + width, crossed[i + 1]!);
      for (let x = Math.max(left, Math.ceil(crossed[i]!)); x < end; x++) {
        const depth = distanceToEdge(edges, x, y);
        if (depth <= 0) continue;
        const u = 1 - Math.min(1, depth / edge);
        const half = (thickness / 2) * Math.sqrt(1 - u * u * 0.97);
        const k = row * width + x - left;
        enter[k] = z - half;
        exit[k] = z + half;
      }
    }
  }
  return slab;
}

interface Edge {
  readonly from: Projected;
  readonly to: Projected;
  readonly dx: number;
  readonly dy: number;
  /** Square of the length. */
  readonly square: number;
}

function edgesOf(polygon: readonly Projected[]): Edge[] {
  return polygon.map((to, i) => {
    const from = polygon.at(i - 1)!;
    const dx = to.x - from.x;
    const dy = to.y - from.y;
    return { from, to, dx, dy, square: dx * dx + dy * dy || 1 };
  });
}

/** Where a row enters the polygon, leaves it, and so on. */
function crossings(edges: readonly Edge[], y: number): number[] {
  return edges
    .filter(({ from, to }) => from.y > y !== to.y > y)
    .map(({ from, dx, dy }) => from.x + ((y - from.y) / dy) * dx)
    .sort((a, b) => a - b);
}

/** Distance to the nearest edge, pixels. */
function distanceToEdge(edges: readonly Edge[], x: number, y: number): number {
  let nearest = Infinity;
  for (let i = 0; i < edges.length; i++) {
    const { from, dx, dy, square } = edges[i]!;
    const px = x - from.x;
    const py = y - from.y;
    const s = Math.min(1, Math.max(0, (px * dx + py * dy) / square));
    nearest = Math.min(nearest, (px - s * dx) ** 2 + (py - s * dy) ** 2);
  }
  return Math.sqrt(nearest);
}
