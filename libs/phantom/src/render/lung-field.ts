// SPDX-License-Identifier: Apache-2.0
import { type Side, signOf } from '../anatomy/side.js';
import type { Thorax } from '../anatomy/thorax.js';
import { traceDome } from '../geometry/dome.js';
import type { Slab } from '../geometry/slab.js';
import { type Stack, traceStack } from '../geometry/stack.js';
import type { View } from '../geometry/view.js';

/** What lies between the wall of the chest and the lung. */
export interface PleuralSpace {
  readonly side: Side;
  readonly content: 'fluid' | 'air';
  /** Width of the space at a height, mm. */
  readonly gapMm: (y: number) => number;
  /** How far the lung's tip sinks, mm. */
  readonly apexDropMm: number;
  /** How much denser the smaller lung is. */
  readonly denser: number;
  readonly channels: readonly number[];
}

/** What lungs lie against: the structures that take their place along a ray, by role. */
export type Blockers = readonly Slab[];

/** One lung on the film; everything row-major over the whole picture, lengths in mm. */
export interface LungField {
  readonly side: Side;
  /** Length of lung along each ray. */
  readonly lung: Float32Array;
  /** Length of the cavity that lung and pleural contents share. */
  readonly cavity: Float32Array;
  /** Length of lung between two depths at a pixel. */
  readonly within: (pixel: number, from: number, to: number) => number;
}

/** The traces that both lungs and the masks of the diaphragm need. */
export interface ThoraxTraces {
  readonly cavity: Slab;
  readonly diaphragm: Record<Side, Slab>;
}

export function traceThorax(view: View, thorax: Thorax): ThoraxTraces {
  return {
    cavity: traceStack(view, thorax.cavity),
    diaphragm: {
      right: traceDome(view, thorax.diaphragm.right),
      left: traceDome(view, thorax.diaphragm.left),
    },
  };
}

export function traceLung(
  view: View,
  thorax: Thorax,
  traces: ThoraxTraces,
  blockers: Blockers,
  side: Side,
  space: PleuralSpace | undefined,
): LungField {
  const room = cavityOf(view, thorax, side, traces.cavity, 0);
  const own = space
    ? cavityOf(
        view,
        thorax,
        side,
        traceStack(view, shrunk(thorax.cavity, space.gapMm)),
        space.apexDropMm,
      )
    : room;
  const free = freeLength([...blockers, traces.diaphragm[side]]);
  const count = view.size * view.size;
  const cavity = new Float32Array(count);
  const lung = space ? new Float32Array(count) : cavity;
  for (let i = 0; i < count; i++) {
    if (room.exit[i]! <= room.enter[i]!) continue;
    cavity[i] = free(i, room.enter[i]!, room.exit[i]!);
    if (space) lung[i] = free(i, own.enter[i]!, own.exit[i]!);
  }
  return {
    side,
    lung,
    cavity,
    within: (pixel, from, to) =>
      free(pixel, Math.max(from, own.enter[pixel]!), Math.min(to, own.exit[pixel]!)),
  };
}

function shrunk(stack: Stack, gapMm: (y: number) => number): Stack {
  return {
    ...stack,
    section: (y) => {
      const section = stack.section(y);
      const gap = gapMm(y);
      return {
        ...section,
        halfWidth: Math.max(0, section.halfWidth - gap),
        halfDepth: Math.max(0, section.halfDepth - 0.85 * gap),
      };
    },
  };
}

/** Inside the wall and under the apex of one side. */
function cavityOf(view: View, thorax: Thorax, side: Side, wall: Slab, drop: number): Slab {
  const apex = thorax.apex[side];
  const [x, y, z] = apex.top;
  const slab = traceDome(view, { ...apex, top: [x, y + drop, z] });
  const { enter, exit } = slab;
  const sign = signOf(side);
  const [x0, xc, xr] = view.plane;
  const middle = thorax.cavity.section(120).x;
  for (let row = 0, at = 0; row < view.size; row++) {
    for (let column = 0; column < view.size; column++, at++) {
      const inside = (x0 + xc * column + xr * row + view.turn * 10 - middle) * sign > 1.5;
      enter[at] = inside ? Math.max(wall.enter[at]!, enter[at]!) : 0;
      exit[at] = inside ? Math.min(wall.exit[at]!, exit[at]!) : 0;
    }
  }
  return slab;
}

/** Length of [from, to] at a pixel that none of the slabs (whole pictures) takes. */
function freeLength(slabs: readonly Slab[]) {
  const enters = slabs.map(({ enter }) => enter);
  const exits = slabs.map(({ exit }) => exit);
  const starts = new Float64Array(slabs.length);
  const ends = new Float64Array(slabs.length);
  return (i: number, from: number, to: number): number => {
    if (to <= from) return 0;
    // Insertion sort by entry: there are five at most, and mostly none or one.
    let count = 0;
    for (let k = 0; k < enters.length; k++) {
      const start = Math.max(from, enters[k]![i]!);
      const end = Math.min(to, exits[k]![i]!);
      if (end <= start) continue;
      let at = count++;
      for (; at > 0 && starts[at - 1]! > start; at--) {
        starts[at] = starts[at - 1]!;
        ends[at] = ends[at - 1]!;
      }
      starts[at] = start;
      ends[at] = end;
    }
    let free = 0;
    let reached = from;
    for (let k = 0; k < count; k++) {
      if (starts[k]! > reached) free += starts[k]! - reached;
      if (ends[k]! > reached) reached = ends[k]!;
    }
    return free + to - reached;
  };
}
