// SPDX-License-Identifier: Apache-2.0
import { createField, type Field, fieldOf, type Point, smoothStep } from './field.js';
import { smoothCurve } from './outline.js';
import { corticalProfile, drawStrokes, type Stroke } from './stroke.js';

/** Bones that have a mask, and everything else in one field. */
export interface Bones {
  /** Attenuation of all bones. */
  readonly attenuation: Field;
  readonly rightClavicle: Field;
  readonly leftClavicle: Field;
}

type Side = -1 | 1;

const ribPairs = 10;
const midline = 0.5;

/** Draws ribs, clavicles, shoulder blades, upper arms and spine. */
export function drawBones(width: number, height: number): Bones {
  const layer = (strokes: readonly Stroke[]): Field => {
    const field = createField(width, height);
    drawStrokes(field, strokes, corticalProfile);
    return field;
  };
  const sides = [-1, 1] as const;
  const pairs = Array.from({ length: ribPairs }, (_, rib) => rib);
  const rightClavicle = layer([clavicle(-1)]);
  const leftClavicle = layer([clavicle(1)]);
  const layers = [
    layer(sides.flatMap((side) => pairs.map((rib) => posteriorRib(side, rib)))),
    layer(sides.flatMap((side) => pairs.slice(0, 7).map((rib) => anteriorRib(side, rib)))),
    layer(sides.flatMap(shoulder)),
    fieldOf(width, height, spine),
    rightClavicle,
    leftClavicle,
  ];
  const attenuation = createField(width, height);
  for (const one of layers) {
    for (let i = 0; i < one.values.length; i++) attenuation.values[i]! += one.values[i]!;
  }
  return { attenuation, rightClavicle, leftClavicle };
}

/** Half the inner thorax at a height, following the lungs' lateral border. */
function wall(y: number): number {
  return 0.405 - 0.28 * Math.max(0, (0.62 - y) / 0.52) ** 2.1;
}

function stroke(knots: readonly Point[], radius: number, strength: number): Stroke {
  const points = smoothCurve(knots, false);
  return { points, radii: points.map(() => radius), strength };
}

function posteriorRib(side: Side, rib: number): Stroke {
  const start = 0.105 + 0.062 * rib;
  const drop = 0.035 + 0.012 * rib;
  const reach = wall(start + drop) + 0.012;
  const knots = [0, 0.2, 0.45, 0.7, 0.88, 1].map((s): Point => [
    midline + side * (0.035 + (reach - 0.035) * s),
    start - 0.022 * Math.sin(Math.PI * Math.min(1, 1.5 * s)) + drop * s ** 2.2,
  ]);
  return {
    ...stroke(knots, 0.0125, 0.15),
    // Seen end-on at the wall it is dense; behind the spine it is lost.
    along: (place) =>
      smoothStep(0, 0.15, place) * (0.85 + 0.35 * place) * (1 - 0.5 * smoothStep(0.9, 1, place)),
  };
}

function anteriorRib(side: Side, rib: number): Stroke {
  const start = 0.105 + 0.062 * rib + 0.035 + 0.012 * rib;
  // It begins where the posterior part of the same rib ends; there both fade to half.
  const reach = wall(start) + 0.012;
  // The cartilage is not seen, so the shadow ends well before the breastbone.
  const end = Math.max(0.1, 0.17 + 0.012 * rib - 0.03);
  const knots = [0, 0.12, 0.35, 0.65, 1].map((s): Point => [
    midline + side * (reach + (end - reach) * s ** 1.25),
    start + (0.1 + 0.006 * rib) * s ** 0.75,
  ]);
  return {
    ...stroke(knots, 0.0135, 0.095),
    along: (place) => smoothStep(1, 0.6, place) * (0.6 + 0.4 * smoothStep(0, 0.15, place)),
  };
}

function clavicle(side: Side): Stroke {
  const knots = [
    [0.036, 0.198],
    [0.085, 0.172],
    [0.15, 0.152],
    [0.22, 0.135],
    [0.29, 0.105],
    [0.35, 0.092],
  ].map(([x, y]): Point => [midline + side * x!, y!]);
  const points = smoothCurve(knots, false);
  const radii = points.map(
    (_, i) => 0.0165 - 0.005 * Math.sin((Math.PI * i) / (points.length - 1)),
  );
  const along = (place: number): number => smoothStep(1.05, 0.7, place) * 0.4 + 0.6;
  return { points, radii, strength: 0.34, along };
}

/** Medial border of the shoulder blade, its spine, and the head of the arm bone. */
function shoulder(side: Side): Stroke[] {
  const at = (x: number, y: number): Point => [midline + side * x, y];
  return [
    stroke([at(0.325, 0.16), at(0.345, 0.25), at(0.375, 0.34), at(0.405, 0.4)], 0.009, 0.07),
    stroke([at(0.32, 0.15), at(0.38, 0.13), at(0.44, 0.115)], 0.014, 0.1),
    stroke([at(0.405, 0.4), at(0.43, 0.3), at(0.445, 0.2)], 0.014, 0.05),
    stroke([at(0.475, 0.155), at(0.482, 0.17), at(0.5, 0.26), at(0.515, 0.36)], 0.034, 0.2),
  ];
}

/** The vertebral column: bodies of even spacing, a little less dense at the discs. */
function spine(x: number, y: number): number {
  const half = 0.04 + 0.012 * y;
  const column = smoothStep(half + 0.008, half - 0.008, Math.abs(x - midline));
  const spinous = 0.35 * smoothStep(0.012, 0.004, Math.abs(x - midline));
  const place = (y / 0.058) % 1;
  const disc = smoothStep(0.12, 0.04, Math.min(place, 1 - place));
  return column * (0.1 * (1 - 0.55 * disc) + 0.1 * spinous * (1 - disc));
}
