// SPDX-License-Identifier: Apache-2.0
import { maskStride, type BitMask } from './bit-mask.js';

/** A maximal horizontal run of equal pixels: row y, columns [x0, x1). */
export interface MaskRun {
  readonly y: number;
  readonly x0: number;
  readonly x1: number;
}

/** Neighbours that connect two pixels: edges only, or edges and corners. */
export type Connectivity = 4 | 8;

/** The runs of pixels that are set (`value` 1) or not set (0), in reading order. */
export function maskRuns({ width, height, bits }: BitMask, value: 0 | 1 = 1): MaskRun[] {
  const stride = maskStride(width);
  const skip = value === 1 ? 0x00 : 0xff;
  const runs: MaskRun[] = [];
  for (let y = 0; y < height; y++) {
    let x0 = -1;
    for (let x = 0; x < width; x++) {
      const byte = bits[y * stride + (x >> 3)]!;
      if (x0 < 0 && byte === skip) {
        x |= 7;
      } else if (((byte >> (x & 7)) & 1) === value) {
        x0 = x0 < 0 ? x : x0;
      } else if (x0 >= 0) {
        runs.push({ y, x0, x1: x });
        x0 = -1;
      }
    }
    if (x0 >= 0) {
      runs.push({ y, x0, x1: width });
    }
  }
  return runs;
}

/** The runs of each connected component; components in the order of their first run. */
export function connectRuns(runs: readonly MaskRun[], connectivity: Connectivity): MaskRun[][] {
  const parent = runs.map((_, index) => index);
  const find = (index: number): number => {
    let root = index;
    while (parent[root] !== root) {
      parent[root] = parent[parent[root]!]!;
      root = parent[root]!;
    }
    return root;
  };
  const reach = connectivity === 8 ? 1 : 0;
  let above = 0;
  for (let index = 0; index < runs.length; index++) {
    const run = runs[index]!;
    // Runs are in reading order, so those that cannot touch this row any more stay behind.
    while (
      runs[above]!.y < run.y - 1 ||
      (runs[above]!.y === run.y - 1 && runs[above]!.x1 + reach <= run.x0)
    ) {
      above++;
    }
    for (let other = above; other < index; other++) {
      const candidate = runs[other]!;
      if (candidate.y !== run.y - 1 || candidate.x0 >= run.x1 + reach) {
        break;
      }
      const [a, b] = [find(other), find(index)];
      parent[Math.max(a, b)] = Math.min(a, b);
    }
  }
  const components = new Map<number, MaskRun[]>();
  runs.forEach((run, index) => {
    const root = find(index);
    const component = components.get(root);
    if (component) {
      component.push(run);
    } else {
      components.set(root, [run]);
    }
  });
  return [...components.values()];
}

/** The runs, in reading order, of the `count` largest 8-connected components; ties: the first. */
export function largestComponents(runs: readonly MaskRun[], count: number): MaskRun[] {
  return connectRuns(runs, 8)
    .toSorted((a, b) => runsArea(b) - runsArea(a))
    .slice(0, count)
    .flat()
    .toSorted((a, b) => a.y - b.y || a.x0 - b.x0);
}

/** Sets the pixels of the runs in `bits`, the bytes of a mask of the given width. */
export function setRuns(bits: Uint8Array, width: number, runs: readonly MaskRun[]): void {
  const stride = maskStride(width);
  for (const { y, x0, x1 } of runs) {
    for (let x = x0; x < x1; x++) {
      bits[y * stride + (x >> 3)]! |= 1 << (x & 7);
    }
  }
}

/** Pixels of the runs together. */
export function runsArea(runs: readonly MaskRun[]): number {
  return runs.reduce((area, { x0, x1 }) => area + x1 - x0, 0);
}
