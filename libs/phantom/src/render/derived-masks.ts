// SPDX-License-Identifier: Apache-2.0
import { carinaY } from '../anatomy/airways.js';
import type { Anatomy } from '../anatomy/build-anatomy.js';
import { ordinal } from '../anatomy/ribs.js';
import { signOf, sides } from '../anatomy/side.js';
import { catalogueClasses, channelOf } from '../catalogue.js';
import type { Effects } from '../findings/effects.js';
import type { View } from '../geometry/view.js';
import type { LungField, ThoraxTraces } from './lung-field.js';
import { mark, type MaskSet, maskOf, unite } from './masks.js';

/** Shorter crossings of a lung or lobe do not count, mm. */
const leastLungMm = 1;

/** Marks what is a part or a union of structures: lobes, zones, mediastina, superclasses. */
export function markDerived(
  view: View,
  anatomy: Anatomy,
  masks: MaskSet,
  traces: ThoraxTraces,
  lungs: readonly LungField[],
  effects: Effects,
): void {
  for (const field of lungs) markLung(view, anatomy, masks, field);
  markDiaphragm(view, anatomy, masks, traces);
  markMediastinum(view, anatomy, masks);
  for (const [into, from] of unions()) unite(masks, into, from);
  for (const { channel, from } of effects.copies) unite(masks, channel, from.map(channelOf));
}

/** Lower ends of the apical, upper and middle zone. */
function zoneEnds(anatomy: Anatomy): readonly [number, number, number] {
  const floor = Math.min(
    anatomy.thorax.diaphragm.left.top[1],
    anatomy.thorax.diaphragm.right.top[1],
  );
  return [26, 26 + (floor - 26) * 0.36, 26 + (floor - 26) * 0.72];
}

function markLung(view: View, anatomy: Anatomy, masks: MaskSet, field: LungField): void {
  const { side, lung, within } = field;
  const [apical, upper, middle] = zoneEnds(anatomy);
  const whole = channelOf(`${side} lung`);
  const zones = ['apical zone lung', 'upper zone lung', 'mid zone lung', 'lung base'].map(
    (name) => [whole, channelOf(`${side} ${name}`)] as const,
  );
  const lower = [channelOf(`lung lower lobe ${side}`)];
  const top = [channelOf(`lung upper lobe ${side}`)];
  const mid = side === 'right' ? [channelOf('lung middle lobe right')] : top;
  const [, , , y0, yc, yr] = view.plane;
  for (let row = 0, i = 0; row < view.size; row++) {
    for (let column = 0; column < view.size; column++, i++) {
      if (lung[i]! < leastLungMm) continue;
      const y = y0 + yc * column + yr * row;
      mark(masks, zones[y < apical ? 0 : y < upper ? 1 : y < middle ? 2 : 3]!, i);
      // The oblique fissure falls from T4 at the back to the diaphragm in front.
      const fissure = 84 - (y - 58) * 0.88;
      const behind = within(i, fissure, 200);
      const before = within(i, -200, fissure);
      if (behind >= leastLungMm) mark(masks, lower, i);
      if (before >= leastLungMm) mark(masks, y < 128 ? top : mid, i);
    }
  }
}

/** The sheet under the lungs, as far as the wall of the chest. */
function markDiaphragm(
  view: View,
  { thorax }: Anatomy,
  masks: MaskSet,
  { cavity: room, diaphragm }: ThoraxTraces,
): void {
  const [x0, xc, xr, y0, yc, yr] = view.plane;
  for (const side of sides) {
    const dome = diaphragm[side];
    const channels = [channelOf(`${side} hemidiaphragm`), channelOf('diaphragm')];
    const lowest = thorax.diaphragm[side].top[1] + 70;
    for (let row = 0, i = 0; row < view.size; row++) {
      for (let column = 0; column < view.size; column++, i++) {
        const crossed =
          dome.exit[i]! > dome.enter[i]! &&
          (x0 + xc * column + xr * row) * signOf(side) > 0 &&
          y0 + yc * column + yr * row < lowest &&
          Math.min(dome.exit[i]!, room.exit[i]!) > Math.max(dome.enter[i]!, room.enter[i]!);
        if (crossed) mark(masks, channels, i);
      }
    }
  }
}

function markMediastinum(view: View, { thorax, changes }: Anatomy, masks: MaskSet): void {
  const floor = Math.max(thorax.diaphragm.left.top[1], thorax.diaphragm.right.top[1]) + 22;
  const swollen = changes.mediastinumMm !== 0;
  const middle = [
    'heart',
    'ascending aorta',
    'aortic arch',
    'pulmonary artery',
    'tracheal bifurcation',
  ];
  const posterior = ['esophagus', 'descending aorta'];
  const [centre, back] = [unionOf(masks, middle), unionOf(masks, posterior)];
  const [x0, xc, xr, y0, yc, yr] = view.plane;
  const all = channelOf('cardiomediastinum');
  const high = [all, channelOf('upper mediastinum')];
  const low = [all, channelOf('lower mediastinum')];
  const front = [channelOf('anterior mediastinum')];
  const mid = [channelOf('middle mediastinum')];
  const rear = [channelOf('posterior mediastinum')];
  for (let row = 0, i = 0; row < view.size; row++) {
    for (let column = 0; column < view.size; column++, i++) {
      const y = y0 + yc * column + yr * row;
      if (y < -8 || y > floor) continue;
      const x = x0 + xc * column + xr * row - changes.shiftMm * Math.min(1, Math.max(0, y / 60));
      if (Math.abs(x) > 135) continue;
      const byte = row * masks.stride + (column >> 3);
      const bit = 1 << (column & 7);
      const inCentre = (centre[byte]! & bit) !== 0;
      const inBack = (back[byte]! & bit) !== 0;
      if (!inCentre && !inBack && Math.abs(x) > 90) continue;
      const wide = swollen ? changes.mediastinumMm * Math.exp(-(((y - 62) / 46) ** 2)) : 0;
      const isFront = Math.abs(x) < 24 + 0.6 * wide && y > 10;
      const isMiddle = inCentre || (Math.abs(x) < 29 + wide && y < carinaY + 40);
      const isRear = inBack || Math.abs(x - thorax.spineX(y)) < 25;
      if (!isFront && !isMiddle && !isRear) continue;
      mark(masks, y < carinaY + 8 ? high : low, i);
      if (isFront) mark(masks, front, i);
      if (isMiddle) mark(masks, mid, i);
      if (isRear) mark(masks, rear, i);
    }
  }
}

/** The pixels of any of the classes, bit-packed as one mask. */
function unionOf(masks: MaskSet, names: readonly string[]): Uint8Array {
  const all = new Uint8Array(masks.stride * masks.size);
  for (const name of names) {
    const { bits } = maskOf(masks, channelOf(name));
    for (let at = 0; at < all.length; at++) all[at]! |= bits[at]!;
  }
  return all;
}

/** Classes that are exactly the union of others. */
function unions(): readonly (readonly [number, readonly number[]])[] {
  const vertebrae = (letter: string): number[] =>
    catalogueClasses
      .filter(({ name }) => name.startsWith(`vertebrae ${letter}`))
      .map(({ channel }) => channel);
  const both = (name: string): number[] => sides.map((side) => channelOf(`${name} ${side}`));
  const ribs = Array.from({ length: 12 }, (_, i) => ordinal(i + 1));
  const zones = ['lung base', 'mid zone lung', 'upper zone lung', 'apical zone lung'];
  return [
    [channelOf('cervical spine'), vertebrae('C')],
    [channelOf('thoracic spine'), vertebrae('T')],
    [channelOf('lumbar spine'), vertebrae('L')],
    [channelOf('spine'), vertebrae('')],
    [channelOf('clavicles'), both('clavicle')],
    [channelOf('scapulas'), both('scapula')],
    [channelOf('12th rib'), both('posterior 12th rib')],
    ...ribs
      .slice(0, 11)
      .flatMap((rib) =>
        ['posterior', 'anterior'].map((part): [number, number[]] => [
          channelOf(`${part} ${rib} rib`),
          both(`${part} ${rib} rib`),
        ]),
      ),
    [channelOf('lung'), [channelOf('right lung'), channelOf('left lung')]],
    ...zones.map((zone): [number, number[]] => [
      channelOf(zone),
      sides.map((side) => channelOf(`${side} ${zone}`)),
    ]),
  ];
}
