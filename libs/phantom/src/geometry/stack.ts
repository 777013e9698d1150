// SPDX-License-Identifier: Apache-2.0
import { createSlab, type Slab, wholePicture } from './slab.js';
import type { View } from './view.js';

/** A horizontal cross-section: a superellipse, |x / halfWidth|^power + |z / halfDepth|^2 = 1. */
export interface Section {
  readonly x: number;
  readonly z: number;
  readonly halfWidth: number;
  readonly halfDepth: number;
}

/** A body given by its horizontal cross-sections. */
export interface Stack {
  readonly kind: 'stack';
  readonly from: number;
  readonly to: number;
  readonly power: number;
  /** Exponent of the profile: 0.5 is an ellipse, 1 and more fades out. @default 0.5 */
  readonly fade?: number;
  /** The section at a height, mm. */
  readonly section: (y: number) => Section;
  /** Depth at which it is magnified, mm. */
  readonly z: number;
}

const stepMm = 0.5;
const profileSteps = 1024;

export function traceStack(view: View, stack: Stack): Slab {
  const slab = createSlab(view, wholePicture(view));
  const count = Math.ceil((stack.to - stack.from) / stepMm) + 1;
  const table = new Float32Array(count * 4);
  for (let i = 0; i < count; i++) {
    const { x, z, halfWidth, halfDepth } = stack.section(stack.from + i * stepMm);
    table.set([x, z, halfWidth > 0.1 ? 1 / halfWidth : 0, halfDepth], i * 4);
  }
  const profile = superellipse(stack.power, stack.fade ?? 0.5);
  const m = view.magnification(stack.z);
  const [x0, xc, xr, y0, yc, yr] = view.plane;
  const [, cy] = view.centre;
  const { size, turn } = view;
  const [right, down] = [xc / m, yc / (m * stepMm)];
  for (let row = 0, at = 0; row < size; row++) {
    const startX = (x0 + xr * row) / m;
    const startK =
      ((y0 + yr * row - cy) / m + cy + view.angle * stack.z - stack.from) / stepMm + 0.5;
    for (let column = 0; column < size; column++, at++) {
      const place = startK + down * column;
      if (place < 0 || place >= count) continue;
      const k = (place | 0) * 4;
      const inverse = table[k + 2]!;
      const z = table[k + 1]!;
      const u = Math.abs(startX + right * column + turn * z - table[k]!) * inverse;
      if (u >= 1 || inverse === 0) continue;
      const half = table[k + 3]! * profile[(u * profileSteps) | 0]!;
      slab.enter[at] = z - half;
      slab.exit[at] = z + half;
    }
  }
  return slab;
}

export function insideStack(stack: Stack, x: number, y: number, z: number): boolean {
  if (y < stack.from || y > stack.to) return false;
  const section = stack.section(y);
  const u = Math.abs(x - section.x) / section.halfWidth;
  return u < 1 && u ** stack.power + ((z - section.z) / section.halfDepth) ** 2 < 1;
}

function superellipse(power: number, fade: number): Float32Array {
  return Float32Array.from(
    { length: profileSteps },
    (_, i) => (1 - ((i + 0.5) / profileSteps) ** power) ** fade,
  );
}
