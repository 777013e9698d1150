// SPDX-License-Identifier: Apache-2.0
import type { Random } from '../random.js';

type Stroke = readonly (readonly [number, number])[];

/** Letters of lead, in a box one wide and 1.5 high. */
const letters: Readonly<Record<'L' | 'R', readonly Stroke[]>> = {
  L: [
    [
      [0.1, 0],
      [0.1, 1.5],
      [0.9, 1.5],
    ],
  ],
  R: [
    [
      [0.1, 1.5],
      [0.1, 0],
      [0.6, 0],
      [0.86, 0.14],
      [0.92, 0.38],
      [0.86, 0.62],
      [0.6, 0.76],
      [0.1, 0.76],
    ],
    [
      [0.5, 0.76],
      [0.95, 1.5],
    ],
  ],
};
const leadAttenuation = 4.5;

/** Puts a side marker on the film: R on the patient's right, or L on the left. */
export function addMarker(random: Random, attenuation: Float32Array, size: number): void {
  const letter = random.pick(['L', 'R'] as const);
  const high = size * random.between(0.026, 0.036);
  const wide = high / 1.5;
  const x = size * (letter === 'R' ? random.between(0.045, 0.09) : random.between(0.88, 0.93));
  const y = size * random.between(0.05, 0.11);
  const pen = wide * 0.13;
  const strokes = letters[letter].map((stroke) =>
    stroke.map(([u, v]) => [x + u * wide, y + v * wide] as const),
  );
  for (let row = Math.floor(y - pen - 1); row < y + high + pen + 1; row++) {
    for (let column = Math.floor(x - pen - 1); column < x + wide + pen + 1; column++) {
      const far = Math.min(...strokes.map((stroke) => distanceTo(stroke, column, row)));
      const cover = Math.min(1, Math.max(0, pen + 0.5 - far));
      attenuation[row * size + column]! += leadAttenuation * cover;
    }
  }
}

function distanceTo(stroke: Stroke, x: number, y: number): number {
  let nearest = Infinity;
  for (let i = 0; i + 1 < stroke.length; i++) {
    const [[ax, ay], [bx, by]] = [stroke[i]!, stroke[i + 1]!];
    const [dx, dy] = [bx - ax, by - ay];
    const t = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1);
    const s = Math.min(1, Math.max(0, t));
    nearest = Math.min(nearest, Math.hypot(x - ax - s * dx, y - ay - s * dy));
  }
  return nearest;
}
