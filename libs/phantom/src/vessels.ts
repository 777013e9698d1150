// SPDX-License-Identifier: Apache-2.0
import { createField, type Field, type Point } from './field.js';
import type { Random } from './random.js';
import { drawStrokes, roundProfile, type Stroke } from './stroke.js';

interface Branch {
  readonly from: Point;
  readonly angle: number;
  readonly radius: number;
  readonly depth: number;
}

const deepest = 7;

/**
 * Draws the vessels of both lungs: trees that leave the hila, fork, taper and wander.
 * @param hila root of each tree and the direction (radians, 0 is to the picture's right) it faces.
 */
export function drawVessels(
  random: Random,
  width: number,
  height: number,
  hila: readonly { readonly root: Point; readonly facing: number }[],
): Field {
  const strokes: Stroke[] = [];
  for (const { root, facing } of hila) {
    for (let i = 0; i < 9; i++) {
      const angle = facing + (i - 4) * 0.33 + random.between(-0.1, 0.1);
      grow(random, strokes, { from: root, angle, radius: random.between(0.006, 0.0085), depth: 0 });
    }
  }
  const field = createField(width, height);
  drawStrokes(field, strokes, roundProfile);
  return field;
}

function grow(random: Random, strokes: Stroke[], branch: Branch): void {
  const steps = 5;
  const length = random.between(0.05, 0.075) * 0.9 ** branch.depth;
  const points: Point[] = [branch.from];
  const radii: number[] = [branch.radius];
  let angle = branch.angle;
  for (let i = 1; i <= steps; i++) {
    angle += random.between(-0.12, 0.12);
    const [x, y] = points[i - 1]!;
    points.push([x + (Math.cos(angle) * length) / steps, y + (Math.sin(angle) * length) / steps]);
    radii.push(branch.radius * (1 - (0.22 * i) / steps));
  }
  strokes.push({ points, radii, strength: branch.radius * 26 });
  if (branch.depth >= deepest) return;
  const from = points[steps]!;
  const radius = radii[steps]!;
  const turn = random.between(0.25, 0.5);
  const side = random.uniform() < 0.5 ? -1 : 1;
  grow(random, strokes, {
    from,
    angle: angle - side * turn * 0.5,
    radius: radius * 0.92,
    depth: branch.depth + 1,
  });
  if (random.uniform() < 0.72) {
    grow(random, strokes, {
      from,
      angle: angle + side * turn * 1.3,
      radius: radius * 0.72,
      depth: branch.depth + 2,
    });
  }
}
