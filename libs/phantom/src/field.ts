// SPDX-License-Identifier: Apache-2.0

/** A point; both coordinates run from 0 to 1 over the picture, y downwards. */
export type Point = readonly [x: number, y: number];

/** A value per pixel, row-major. */
export interface Field {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

export function createField(width: number, height: number): Field {
  return { width, height, values: new Float32Array(width * height) };
}

/** Fills a field from the coordinates of its pixel centres. */
export function fieldOf(
  width: number,
  height: number,
  value: (x: number, y: number) => number,
): Field {
  const field = createField(width, height);
  for (let row = 0, at = 0; row < height; row++) {
    for (let column = 0; column < width; column++, at++) {
      field.values[at] = value((column + 0.5) / width, (row + 0.5) / height);
    }
  }
  return field;
}

/** Enlarges a coarse field bilinearly. */
export function enlarge(coarse: Field, width: number, height: number): Field {
  return fieldOf(width, height, (x, y) => {
    const gx = Math.min(coarse.width - 1.001, Math.max(0, x * coarse.width - 0.5));
    const gy = Math.min(coarse.height - 1.001, Math.max(0, y * coarse.height - 0.5));
    const at = Math.floor(gy) * coarse.width + Math.floor(gx);
    const fx = gx % 1;
    const fy = gy % 1;
    const v = coarse.values;
    const top = v[at]! * (1 - fx) + v[at + 1]! * fx;
    const bottom = v[at + coarse.width]! * (1 - fx) + v[at + coarse.width + 1]! * fx;
    return top * (1 - fy) + bottom * fy;
  });
}

/** 0 below `low`, 1 above `high`, smooth between. */
export function smoothStep(low: number, high: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - low) / (high - low)));
  return t * t * (3 - 2 * t);
}
