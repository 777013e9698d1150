// SPDX-License-Identifier: Apache-2.0
import type { View } from './view.js';

/**
 * Where rays enter and leave a structure: depths (z, mm) for every pixel of a rectangle, row-major.
 * A ray that misses has `exit <= enter`.
 */
export interface Slab {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly enter: Float32Array;
  readonly exit: Float32Array;
}

/** Buffers that many small slabs use one after the other, so that they cost no collections. */
export type Scratch = readonly Float32Array[];

export function createScratch(size: number): Scratch {
  return Array.from({ length: 4 }, () => new Float32Array(size * size));
}

/** A zeroed array, of its own or in a scratch buffer. */
export function zeros(length: number, buffer?: Float32Array): Float32Array {
  return buffer ? buffer.subarray(0, length).fill(0) : new Float32Array(length);
}

export interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** An empty slab over the part of the picture within the bounds (pixels, right and bottom open). */
export function createSlab(view: View, bounds: Bounds, scratch?: Scratch): Slab {
  const clamp = (value: number): number => Math.min(view.size, Math.max(0, value));
  const left = clamp(Math.floor(bounds.left));
  const top = clamp(Math.floor(bounds.top));
  const width = Math.max(0, clamp(Math.ceil(bounds.right)) - left);
  const height = Math.max(0, clamp(Math.ceil(bounds.bottom)) - top);
  const length = width * height;
  return {
    left,
    top,
    width,
    height,
    enter: zeros(length, scratch?.[0]),
    exit: zeros(length, scratch?.[1]),
  };
}

export function wholePicture(view: View): Bounds {
  return { left: 0, top: 0, right: view.size, bottom: view.size };
}

/** Calls with the index in the slab and in the picture of every ray that hits. */
export function eachHit(slab: Slab, size: number, hit: (at: number, pixel: number) => void): void {
  for (let row = 0, at = 0; row < slab.height; row++) {
    let pixel = (slab.top + row) * size + slab.left;
    for (let column = 0; column < slab.width; column++, at++, pixel++) {
      if (slab.exit[at]! > slab.enter[at]!) hit(at, pixel);
    }
  }
}

/** Joins slabs over the whole picture: per ray from the first entry to the last exit. */
export function joinSlabs(view: View, slabs: readonly Slab[]): Slab {
  const joined = createSlab(view, wholePicture(view));
  for (const slab of slabs) {
    eachHit(slab, view.size, (at, pixel) => {
      const open = joined.exit[pixel]! > joined.enter[pixel]!;
      const enter = slab.enter[at]!;
      const exit = slab.exit[at]!;
      joined.enter[pixel] = open ? Math.min(joined.enter[pixel]!, enter) : enter;
      joined.exit[pixel] = open ? Math.max(joined.exit[pixel]!, exit) : exit;
    });
  }
  return joined;
}
