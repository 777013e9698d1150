// SPDX-License-Identifier: Apache-2.0
import type { Vec3 } from './vector.js';

/** How the film was taken. */
export interface Projection {
  /** `PA`: the source is behind the patient; `AP`: in front, and nearer. */
  readonly direction: 'PA' | 'AP';
  /** Source to the middle of the chest, mm. */
  readonly sourceMm: number;
  /** Turn of the patient about the long axis, as a tangent: dx per dz. */
  readonly turn: number;
  /** Angle of the beam to the head or the feet, as a tangent: dy per dz. */
  readonly angle: number;
  /** Turn in the picture plane, radians. */
  readonly roll: number;
  /** Place of the chest in the middle of the picture, mm at z = 0. */
  readonly centre: readonly [x: number, y: number];
  /** Side of the picture, mm at z = 0. */
  readonly fieldMm: number;
  /** Side of the picture, pixels. */
  readonly size: number;
}

/** A point of the patient on the film: pixels, and the magnification there. */
export interface Projected {
  readonly x: number;
  readonly y: number;
  readonly magnification: number;
}

/**
 * The geometry of the film. Rays are taken as parallel within one structure, and each structure is
 * magnified by its own depth.
 */
export interface View extends Projection {
  readonly mmPerPixel: number;
  magnification(z: number): number;
  project(point: Vec3): Projected;
  /** The plane z = 0 seen from the pixels: [x0, dx/dcolumn, dx/drow, y0, dy/dcolumn, dy/drow]. */
  readonly plane: readonly [number, number, number, number, number, number];
}

const nearestSource = 300;

/** @throws RangeError unless the size is a whole number from 64 to 4096. */
export function createView(projection: Projection): View {
  const { size, fieldMm, roll, turn, angle, centre, direction } = projection;
  if (!Number.isInteger(size) || size < 64 || size > 4096) {
    throw new RangeError(`expected a size of 64 to 4096 pixels, found ${size}`);
  }
  const mmPerPixel = fieldMm / size;
  const source = (direction === 'PA' ? 1 : -1) * Math.max(nearestSource, projection.sourceMm);
  const [cos, sin] = [Math.cos(roll), Math.sin(roll)];
  const [cx, cy] = centre;
  const magnification = (z: number): number => source / (source - z);
  const half = size / 2 - 0.5;
  return {
    ...projection,
    mmPerPixel,
    magnification,
    project: ([x, y, z]) => {
      const m = magnification(z);
      const u = ((x - turn * z) * m - cx) / mmPerPixel;
      const v = ((y - angle * z - cy) * m) / mmPerPixel;
      return { x: half + cos * u - sin * v, y: half + sin * u + cos * v, magnification: m };
    },
    plane: [
      cx - mmPerPixel * half * (cos + sin),
      mmPerPixel * cos,
      mmPerPixel * sin,
      cy - mmPerPixel * half * (cos - sin),
      -mmPerPixel * sin,
      mmPerPixel * cos,
    ],
  };
}
