// SPDX-License-Identifier: Apache-2.0

/**
 * A place in the patient, mm: x to the patient's left (the picture's right), y to the feet, z to
 * the back. The origin is the midline, at the height of the lung apices, in the middle of the chest.
 */
export type Vec3 = readonly [x: number, y: number, z: number];

/** The same place on the other side. */
export function mirror([x, y, z]: Vec3): Vec3 {
  return [-x, y, z];
}

export function distance(a: Vec3, b: Vec3): number {
  return Math.sqrt((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2);
}

export function blend([ax, ay, az]: Vec3, [bx, by, bz]: Vec3, t: number): Vec3 {
  return [ax + (bx - ax) * t, ay + (by - ay) * t, az + (bz - az) * t];
}

/** 0 below `low`, 1 above `high`, smooth between. */
export function smoothStep(low: number, high: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - low) / (high - low)));
  return t * t * (3 - 2 * t);
}

/** Interpolates a table of [position, value], positions rising; constant beyond its ends. */
export function tabulate(table: readonly (readonly [number, number])[], at: number): number {
  const last = table.length - 1;
  if (at <= table[0]![0]) return table[0]![1];
  if (at >= table[last]![0]) return table[last]![1];
  let i = 0;
  while (at > table[i + 1]![0]) i++;
  const value = (k: number): number => table[Math.min(last, Math.max(0, k))]![1];
  const place = (k: number): number => table[Math.min(last, Math.max(0, k))]![0];
  // Hermite with finite differences: smooth outlines from few knots.
  const h = place(i + 1) - place(i);
  const slope = (k: number): number => {
    const span = place(k + 1) - place(k - 1);
    return span > 0 ? ((value(k + 1) - value(k - 1)) / span) * h : 0;
  };
  const t = (at - place(i)) / h;
  const [t2, t3] = [t * t, t * t * t];
  return (
    value(i) * (2 * t3 - 3 * t2 + 1) +
    slope(i) * (t3 - 2 * t2 + t) +
    value(i + 1) * (3 * t2 - 2 * t3) +
    slope(i + 1) * (t3 - t2)
  );
}
