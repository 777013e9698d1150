// SPDX-License-Identifier: Apache-2.0
import { type Anatomy, drawAnatomy } from './anatomy.js';
import { type Bones, drawBones } from './bones.js';
import { type Field, fieldOf, type Point, smoothStep } from './field.js';
import { noiseField } from './noise-field.js';
import { distanceInside } from './outline.js';
import { createRandom, type Random } from './random.js';
import { drawVessels } from './vessels.js';

/** Structures with a mask. Left and right are the patient's. */
export type PhantomStructure =
  | 'leftClavicle'
  | 'rightClavicle'
  | 'heart'
  | 'rightLung'
  | 'leftLung';

export interface PhantomOptions {
  /** Any integer; the same seed draws the same phantom. @default 1 */
  readonly seed?: number;
  /** Columns. @default 1024 */
  readonly width?: number;
  /** Rows. @default 1024 */
  readonly height?: number;
}

/** A drawn radiograph. */
export interface Phantom {
  readonly seed: number;
  readonly width: number;
  readonly height: number;
  /** MONOCHROME2, 12 significant bits: 0 to 4095. */
  readonly pixels: Uint16Array;
  /** 1 inside, 0 outside, one byte per pixel. */
  readonly masks: Readonly<Record<PhantomStructure, Uint8Array>>;
}

/** Optical thicknesses (dimensionless): what a straight beam through the middle would meet. */
const thickness = {
  body: 2.45,
  lung: 1.55,
  heart: 0.5,
  abdomen: 0.4,
  hilum: 0.22,
  stomachAir: 0.3,
  trachea: 0.28,
} as const;
/** Scattered part of the light: it flattens the contrast of dense regions. */
const scatter = 0.035;
const noiseAtFullDose = 0.006;

/** Draws a frontal chest radiograph. */
export function drawPhantom(options: PhantomOptions = {}): Phantom {
  const { seed = 1, width = 1024, height = 1024 } = options;
  const random = createRandom(seed);
  const anatomy = drawAnatomy(random);
  const inside = (knots: Anatomy['heart']): Field => distanceInside(knots, width, height);
  const regions = {
    rightLung: inside(anatomy.rightLung),
    leftLung: inside(anatomy.leftLung),
    heart: inside(anatomy.heart),
    torso: inside(anatomy.torso),
  };
  const bones = drawBones(width, height);
  const optical = accumulate(random, anatomy, regions, bones, width, height);
  return {
    seed,
    width,
    height,
    pixels: expose(random, optical),
    masks: {
      leftClavicle: maskOf(bones.leftClavicle),
      rightClavicle: maskOf(bones.rightClavicle),
      heart: maskOf(regions.heart),
      rightLung: maskOf(regions.rightLung, regions.heart),
      leftLung: maskOf(regions.leftLung, regions.heart),
    },
  };
}

interface Regions {
  readonly rightLung: Field;
  readonly leftLung: Field;
  readonly heart: Field;
  readonly torso: Field;
}

/** Adds up what the beam meets at every pixel. */
function accumulate(
  random: Random,
  anatomy: Anatomy,
  regions: Regions,
  bones: Bones,
  width: number,
  height: number,
): Field {
  const texture = noiseField(random, width, height, 24, 4);
  const softTissue = noiseField(random, width, height, 5, 3);
  const vessels = drawVessels(random, width, height, [
    { root: anatomy.rightHilum, facing: Math.PI - 0.15 },
    { root: anatomy.leftHilum, facing: 0.15 },
  ]);
  const [bubbleX, bubbleY] = anatomy.stomachBubble;
  let at = 0;
  return fieldOf(width, height, (x, y) => {
    const i = at++;
    const depth = regions.torso.values[i]!;
    const body = thickness.body * (1 - Math.exp(-Math.max(0, depth) / 0.05)) * (0.82 + 0.18 * y);
    const lungDepth = Math.max(regions.rightLung.values[i]!, regions.leftLung.values[i]!);
    // Steep at the edge, flat inside; thinner towards the apex.
    const lung =
      (1 - Math.exp(-Math.max(0, lungDepth) / 0.022)) * (0.8 + 0.2 * smoothStep(0.1, 0.35, y));
    const heartDepth = Math.max(0, regions.heart.values[i]!);
    const heart =
      smoothStep(0, 0.006, heartDepth) * (0.35 + 0.65 * smoothStep(0, 0.12, heartDepth));
    const air = airway(x, y) * thickness.trachea;
    const bubble = smoothStep(1, 0.35, ((x - bubbleX) / 0.07) ** 2 + ((y - bubbleY) / 0.032) ** 2);
    const hilum = blob(anatomy.rightHilum, x, y) + blob(anatomy.leftHilum, x, y);
    const vessel = 1.5 * vessels.values[i]! * smoothStep(0, 0.02, lungDepth);
    const total =
      body * (1 + 0.03 * softTissue.values[i]!) -
      lung *
        thickness.lung *
        (1 + 0.05 * texture.values[i]!) *
        (1 - 0.9 * smoothStep(0, 0.006, heartDepth)) +
      // The dome hides the heart's lower edge: both are soft tissue of the same density.
      heart * thickness.heart * smoothStep(0.78, 0.66, y) +
      smoothStep(0.64, 0.78, y) * smoothStep(0.0, 0.16, depth) * thickness.abdomen +
      hilum * thickness.hilum +
      bones.attenuation.values[i]! * smoothStep(-0.01, 0.01, depth) * 1.15 +
      vessel -
      air -
      bubble * thickness.stomachAir;
    return Math.max(0, total);
  });
}

/** A soft round shadow about as large as a lung root. */
function blob([cx, cy]: Point, x: number, y: number): number {
  return Math.exp(-(((x - cx) / 0.026) ** 2) - ((y - cy) / 0.045) ** 2);
}

/** Windpipe from the neck to its fork, then the main bronchi; 0 to 1. */
function airway(x: number, y: number): number {
  const fork = 0.335;
  const trachea = smoothStep(0.021, 0.012, Math.abs(x - 0.5)) * smoothStep(fork + 0.02, fork, y);
  const below = y - fork;
  const bronchus = (slope: number): number =>
    smoothStep(0.015, 0.007, Math.abs(Math.abs(x - 0.5) - slope * below)) *
    smoothStep(0, 0.01, below) *
    smoothStep(0.1, 0.06, below);
  return Math.max(trachea, 0.7 * (x < 0.5 ? bronchus(0.75) : bronchus(0.9)));
}

/** Beer-Lambert with scatter and quantum noise, then the logarithm that a CR reader takes. */
function expose(random: Random, optical: Field): Uint16Array {
  const pixels = new Uint16Array(optical.values.length);
  const darkest = -Math.log(1 + scatter);
  const range = 2.75;
  for (let i = 0; i < pixels.length; i++) {
    const light = Math.exp(-optical.values[i]!) + scatter;
    const noisy = light + random.normal() * noiseAtFullDose * Math.sqrt(light);
    const density = (-Math.log(Math.max(1e-3, noisy)) - darkest) / range;
    pixels[i] = Math.min(4095, Math.max(0, Math.round(120 + 3850 * density)));
  }
  return pixels;
}

function maskOf(field: Field, without?: Field): Uint8Array {
  return Uint8Array.from(field.values, (value, i) =>
    value > 0 && !((without?.values[i] ?? 0) > 0) ? 1 : 0,
  );
}
