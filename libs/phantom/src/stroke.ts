// SPDX-License-Identifier: Apache-2.0
import type { Field, Point } from './field.js';

/** A line with a radius at each point, in picture sides. */
export interface Stroke {
  readonly points: readonly Point[];
  readonly radii: readonly number[];
  readonly strength: number;
  /** Factor on the strength, by the place along the line, 0 to 1. @default 1 everywhere */
  readonly along?: (place: number) => number;
}

/** Attenuation across a line: u is the distance from its middle over its radius, 0 to 1. */
export type Profile = (u: number) => number;

/** A solid cylinder, as a vessel. */
export const roundProfile: Profile = (u) => Math.sqrt(1 - u * u);
/** A tube with a dense wall, as a bone with its cortex. */
export const corticalProfile: Profile = (u) =>
  (0.6 + 0.4 * Math.exp(-(((u - 0.75) / 0.2) ** 2))) * (1 - Math.max(0, (u - 0.7) / 0.3) ** 2);

/** Draws strokes into a field; where they overlap the stronger one counts. */
export function drawStrokes(field: Field, strokes: readonly Stroke[], profile: Profile): void {
  for (const stroke of strokes) drawStroke(field, stroke, profile);
}

/** The part of a picture that a stroke can touch, with the nearest relative distance so far. */
interface Patch {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Distance over radius, 1 or more outside. */
  readonly nearest: Float32Array;
  /** Strength at the nearest place. */
  readonly strength: Float32Array;
}

function drawStroke(field: Field, stroke: Stroke, profile: Profile): void {
  const patch = patchOf(field, stroke);
  // First the nearest segment of every pixel, then the profile: joints leave no marks.
  for (let i = 0; i + 1 < stroke.points.length; i++) measureSegment(field, patch, stroke, i);
  for (let i = 0; i < patch.nearest.length; i++) {
    if (patch.nearest[i]! >= 1) continue;
    const row = patch.top + Math.floor(i / patch.width);
    const at = row * field.width + patch.left + (i % patch.width);
    const value = patch.strength[i]! * profile(patch.nearest[i]!);
    if (value > field.values[at]!) field.values[at] = value;
  }
}

function patchOf(field: Field, stroke: Stroke): Patch {
  const reach = Math.max(...stroke.radii);
  const xs = stroke.points.map(([x]) => x);
  const ys = stroke.points.map(([, y]) => y);
  const left = Math.max(0, Math.floor((Math.min(...xs) - reach) * field.width));
  const top = Math.max(0, Math.floor((Math.min(...ys) - reach) * field.height));
  const right = Math.min(field.width, Math.ceil((Math.max(...xs) + reach) * field.width));
  const bottom = Math.min(field.height, Math.ceil((Math.max(...ys) + reach) * field.height));
  const width = Math.max(0, right - left);
  const height = Math.max(0, bottom - top);
  const nearest = new Float32Array(width * height).fill(1);
  return { left, top, width, height, nearest, strength: new Float32Array(width * height) };
}

function measureSegment(field: Field, patch: Patch, stroke: Stroke, i: number): void {
  const [ax, ay] = stroke.points[i]!;
  const [bx, by] = stroke.points[i + 1]!;
  const ra = stroke.radii[i]!;
  const rb = stroke.radii[i + 1]!;
  const reach = Math.max(ra, rb);
  const dx = bx - ax;
  const dy = by - ay;
  const lengthSquared = dx * dx + dy * dy || 1e-12;
  const last = stroke.points.length - 1;
  const clampX = (x: number): number =>
    Math.min(patch.width, Math.max(0, Math.floor(x * field.width) - patch.left));
  const clampY = (y: number): number =>
    Math.min(patch.height, Math.max(0, Math.floor(y * field.height) - patch.top));
  for (
    let row = clampY(Math.min(ay, by) - reach);
    row < clampY(Math.max(ay, by) + reach + 0.002);
    row++
  ) {
    for (
      let column = clampX(Math.min(ax, bx) - reach);
      column < clampX(Math.max(ax, bx) + reach + 0.002);
      column++
    ) {
      const px = (patch.left + column + 0.5) / field.width - ax;
      const py = (patch.top + row + 0.5) / field.height - ay;
      const t = Math.min(1, Math.max(0, (px * dx + py * dy) / lengthSquared));
      const u = Math.hypot(px - t * dx, py - t * dy) / (ra + (rb - ra) * t);
      const at = row * patch.width + column;
      if (u >= patch.nearest[at]!) continue;
      patch.nearest[at] = u;
      patch.strength[at] = stroke.strength * (stroke.along?.((i + t) / last) ?? 1);
    }
  }
}
