// SPDX-License-Identifier: Apache-2.0
import { createSlab, type Slab, wholePicture } from './slab.js';
import type { Vec3 } from './vector.js';
import type { View } from './view.js';

/** A paraboloid, open to the feet: a hemidiaphragm, a lung's apex. */
export interface Dome {
  readonly kind: 'dome';
  readonly top: Vec3;
  /** Square of the half-width per mm of height, towards the midline. */
  readonly medial: number;
  /** The same towards the side. */
  readonly lateral: number;
  /** The same in depth. */
  readonly depth: number;
}

/** Half the depth of the dome at a place; 0 outside. */
export function domeHalfDepth(dome: Dome, x: number, y: number): number {
  const dx = x - dome.top[0];
  const width = dx * dome.top[0] > 0 ? dome.lateral : dome.medial;
  const under = y - dome.top[1] - (dx * dx) / width;
  return under > 0 ? Math.sqrt(under * dome.depth) : 0;
}

export function insideDome(dome: Dome, [x, y, z]: Vec3): boolean {
  return Math.abs(z - dome.top[2]) < domeHalfDepth(dome, x, y);
}

export function traceDome(view: View, dome: Dome): Slab {
  const slab = createSlab(view, wholePicture(view));
  const z = dome.top[2];
  const m = view.magnification(z);
  const [x0, xc, xr, y0, yc, yr] = view.plane;
  const [, cy] = view.centre;
  const { size, turn, angle } = view;
  const [tx, ty] = dome.top;
  const outward = tx > 0 ? 1 : -1;
  const [right, down] = [xc / m, yc / m];
  for (let row = 0, at = 0; row < size; row++) {
    const startX = (x0 + xr * row) / m + turn * z - tx;
    const startY = (y0 + yr * row - cy) / m + cy + angle * z;
    for (let column = 0; column < size; column++, at++) {
      const dx = startX + right * column;
      const y = startY + down * column;
      const under = y - ty - (dx * dx) / (dx * outward > 0 ? dome.lateral : dome.medial);
      if (under <= 0) continue;
      const half = Math.sqrt(under * dome.depth);
      slab.enter[at] = z - half;
      slab.exit[at] = z + half;
    }
  }
  return slab;
}
