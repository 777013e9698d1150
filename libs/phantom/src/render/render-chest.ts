// SPDX-License-Identifier: Apache-2.0
import type { Anatomy } from '../anatomy/build-anatomy.js';
import { blockingRoles } from '../anatomy/part.js';
import { type Side, sides } from '../anatomy/side.js';
import { armTubes, bodyStack } from '../anatomy/soft-tissue.js';
import { createScratch, eachHit, joinSlabs, type Scratch, type Slab } from '../geometry/slab.js';
import { traceShape } from '../geometry/trace.js';
import { traceTube } from '../geometry/tube.js';
import type { View } from '../geometry/view.js';
import type { Random } from '../random.js';
import type { Effects } from '../findings/effects.js';
import { markDerived } from './derived-masks.js';
import { addFill } from './lung-fills.js';
import { type LungField, traceLung, traceThorax } from './lung-field.js';
import { createMaskSet, mark, type MaskSet } from './masks.js';
import { noiseField } from './noise-field.js';
import { paintPart } from './paint-part.js';
import { lungShare, softOverLung, softPerMm } from './physics.js';

export interface RenderedChest {
  /** Line integral of the attenuation along every ray; no unit. */
  readonly attenuation: Float32Array;
  readonly masks: MaskSet;
}

/** Sums up what every ray meets, and marks in the masks what it crosses. */
export function renderChest(
  random: Random,
  view: View,
  anatomy: Anatomy,
  effects: Effects,
): RenderedChest {
  const { size } = view;
  const masks = createMaskSet(size);
  const parts = [...anatomy.parts, ...effects.parts];
  const slabs = parts.map(({ shape }) => traceShape(view, shape));
  const ofRole = (role: string): Slab =>
    joinSlabs(
      view,
      slabs.filter((_, i) => parts[i]!.role === role),
    );
  const blockers = blockingRoles.map(ofRole);
  const shapes = traceThorax(view, anatomy.thorax);
  const lungs = sides.map((side) =>
    traceLung(
      view,
      anatomy.thorax,
      shapes,
      blockers,
      side,
      effects.pleura.find((one) => one.side === side),
    ),
  );
  const attenuation = bodyAttenuation(random.fork('body'), view, anatomy);
  const texture = noiseField(random.fork('lung'), size, 32, 4, 0.76);
  const scratch = createScratch(size);
  for (const field of lungs) {
    addLung(attenuation, field, texture, effects);
    addVessels(view, attenuation, field, anatomy.lungVessels[field.side], scratch);
    for (const fill of effects.fills) {
      if (fill.side === field.side)
        addFill(random.fork(fill.name), view, attenuation, masks, field, fill);
    }
    addPleura(attenuation, masks, field, effects);
  }
  addHila(view, attenuation, anatomy, lungs);
  parts.forEach((one, i) => paintPart(attenuation, masks, one, slabs[i]!));
  markDerived(view, anatomy, masks, shapes, lungs, effects);
  return { attenuation, masks };
}

/** Trunk, arms; muscle and fat in it make it uneven. */
function bodyAttenuation(random: Random, view: View, { thorax, habitus }: Anatomy): Float32Array {
  const { size } = view;
  const trunk = traceShape(view, bodyStack(thorax, habitus));
  const arms = joinSlabs(
    view,
    armTubes(habitus).map((arm) => traceTube(view, arm)),
  );
  const uneven = noiseField(random, size, 5, 4, 0.6);
  const out = new Float32Array(size * size);
  for (let i = 0; i < out.length; i++) {
    const body = Math.max(0, trunk.exit[i]! - trunk.enter[i]!);
    const arm = Math.max(0, arms.exit[i]! - arms.enter[i]!);
    const length =
      body > 0 && arm > 0 ? Math.max(body, arm) + 0.35 * Math.min(body, arm) : body + arm;
    out[i] = softPerMm * length * (1 + 0.018 * uneven[i]!);
  }
  return out;
}

function addLung(
  attenuation: Float32Array,
  { lung, side }: LungField,
  texture: Float32Array,
  { lucency, pleura }: Effects,
): void {
  const denser = pleura.find((one) => one.side === side)?.denser ?? 1;
  const air = softPerMm * (1 - lungShare * denser * (1 - lucency[side]));
  for (let i = 0; i < lung.length; i++) {
    const length = lung[i]!;
    if (length > 0) attenuation[i]! -= length * air * (1 - 0.05 * texture[i]!);
  }
}

function addVessels(
  view: View,
  attenuation: Float32Array,
  { lung, cavity }: LungField,
  vessels: Anatomy['lungVessels'][Side],
  scratch: Scratch,
): void {
  for (const vessel of vessels) {
    const slab = traceTube(view, vessel, scratch);
    for (let row = 0, at = 0; row < slab.height; row++) {
      let pixel = (slab.top + row) * view.size + slab.left;
      for (let column = 0; column < slab.width; column++, at++, pixel++) {
        const length = slab.exit[at]! - slab.enter[at]!;
        const room = lung[pixel]!;
        if (length <= 0 || room <= 0) continue;
        attenuation[pixel]! += softOverLung * Math.min(length, room) * (room / cavity[pixel]!);
      }
    }
  }
}

/** The pulmonary arteries show where lung surrounds them. */
function addHila(
  view: View,
  attenuation: Float32Array,
  { great }: Anatomy,
  lungs: readonly LungField[],
): void {
  for (const artery of [great.leftArtery, great.rightArtery]) {
    const slab = traceTube(view, artery);
    eachHit(slab, view.size, (at, pixel) => {
      for (const { within } of lungs) {
        attenuation[pixel]! += softOverLung * within(pixel, slab.enter[at]!, slab.exit[at]!);
      }
    });
  }
}

const pleuralLine = 0.11;

/** Air in the pleural space in place of soft tissue; fluid is soft tissue already. */
function addPleura(
  attenuation: Float32Array,
  masks: MaskSet,
  { lung, cavity, side }: LungField,
  { pleura }: Effects,
): void {
  const space = pleura.find((one) => one.side === side);
  if (!space) return;
  for (let i = 0; i < lung.length; i++) {
    const gap = cavity[i]! - lung[i]!;
    if (gap < 0.8) continue;
    if (space.content === 'air') {
      attenuation[i]! -= softPerMm * gap;
      // Where the beam grazes the lung its pleura is a line.
      if (gap > 3 && lung[i]! > 0) attenuation[i]! += pleuralLine * Math.exp(-lung[i]! / 9);
    }
    mark(masks, space.channels, i);
  }
}
