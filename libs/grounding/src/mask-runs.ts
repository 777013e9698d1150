// SPDX-License-Identifier: Apache-2.0

/** Set pixels [from, to) of one row of a mask. */
export interface Run {
  readonly row: number;
  readonly from: number;
  readonly to: number;
}

/** The runs of a row-aligned, least-significant-bit-first mask, by row and column. */
export function runsOf(mask: {
  readonly width: number;
  readonly height: number;
  readonly bits: Uint8Array;
}): Run[] {
  const stride = Math.ceil(mask.width / 8);
  const runs: Run[] = [];
  for (let row = 0; row < mask.height; row += 1) {
    let from = -1;
    for (let column = 0; column <= mask.width; column += 1) {
      const byte = column < mask.width ? (mask.bits[row * stride + (column >> 3)] ?? 0) : 0;
      const whole = (column & 7) === 0 && column + 8 <= mask.width;
      if (whole && byte === (from < 0 ? 0 : 255)) {
        column += 7;
        continue;
      }
      const set = ((byte >> (column & 7)) & 1) === 1;
      if (set && from < 0) from = column;
      if (!set && from >= 0) {
        runs.push({ row, from, to: column });
        from = -1;
      }
    }
  }
  return runs;
}

/** Number of pixels in the runs. */
export function pixelsOf(runs: readonly Run[]): number {
  return runs.reduce((sum, run) => sum + run.to - run.from, 0);
}

/**
 * The largest `count` 8-connected components. One blob at the edge of a film would otherwise decide
 * every extent.
 */
export function largestComponents(runs: readonly Run[], count: number): Run[] {
  const parent = runs.map((_, index) => index);
  const rootOf = (index: number): number => {
    let root = index;
    while (parent[root] !== root) root = parent[root] ?? root;
    parent[index] = root;
    return root;
  };
  let above = 0;
  runs.forEach((run, index) => {
    while (above < index && isBefore(runs[above], run)) above += 1;
    for (let other = above; other < index; other += 1) {
      const upper = runs[other];
      if (upper === undefined || upper.row >= run.row || upper.from > run.to) break;
      if (upper.to >= run.from) parent[rootOf(other)] = rootOf(index);
    }
  });
  const components = new Map<number, Run[]>();
  runs.forEach((run, index) => {
    const root = rootOf(index);
    const component = components.get(root);
    if (component === undefined) components.set(root, [run]);
    else component.push(run);
  });
  return [...components.values()]
    .sort((a, b) => pixelsOf(b) - pixelsOf(a))
    .slice(0, count)
    .flat()
    .sort((a, b) => a.row - b.row || a.from - b.from);
}

/** Whether no later run of this row or below can touch `upper`. */
function isBefore(upper: Run | undefined, run: Run): boolean {
  if (upper === undefined) return false;
  return upper.row < run.row - 1 || (upper.row === run.row - 1 && upper.to < run.from);
}
