// SPDX-License-Identifier: Apache-2.0
import type { Material } from '../anatomy/part.js';
import { tube, type Tube } from '../geometry/tube.js';

type Knot = readonly [number, number, number, number];

/** Steel and titanium: next to nothing passes. */
export const metal: Material = { kind: 'solid', added: 0.4 };
/** Barium in plastic, as in catheters. */
export const opaquePlastic: Material = { kind: 'solid', added: 0.13 };
/** The stripe along a tube. */
export const stripe: Material = { kind: 'solid', added: 0.16 };
/** The wall of a soft tube with air in it. */
export const wall: Material = { kind: 'shell', shellMm: 1, shell: 0.02, core: -0.006 };

/** A line of one radius through places. */
export function wire(
  places: readonly (readonly [number, number, number])[],
  radiusMm: number,
  stepsPerKnot = 6,
): Tube {
  return tube(
    places.map(([x, y, z]): Knot => [x, y, z, radiusMm]),
    { stepsPerKnot },
  );
}

/** A closed ring in the picture plane, leaning. */
export function ring(
  centre: readonly [number, number, number],
  radii: readonly [number, number],
  lean: number,
  radiusMm: number,
): Tube {
  const [x, y, z] = centre;
  const [cos, sin] = [Math.cos(lean), Math.sin(lean)];
  const places = Array.from({ length: 17 }, (_, i) => {
    const angle = (2 * Math.PI * i) / 16;
    const [u, v] = [radii[0] * Math.cos(angle), radii[1] * Math.sin(angle)];
    return [x + cos * u - sin * v, y + sin * u + cos * v, z] as const;
  });
  return wire(places, radiusMm, 3);
}
