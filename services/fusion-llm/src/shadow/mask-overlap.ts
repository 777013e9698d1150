// SPDX-License-Identifier: Apache-2.0
import type { ClassMask } from '@asarg/grounding';

/** Pixels of two masks of one class, on the grid of the first. */
export interface MaskOverlap {
  readonly both: number;
  /** Pixels of the first and pixels of the second, added up. */
  readonly sum: number;
}

/**
 * How much two masks of one frame overlap. Masks of different grids are compared on the grid of the
 * first, each of its pixels at its centre. Undefined if a grid is turned against the frame.
 */
export function maskOverlap(first: ClassMask, second: ClassMask): MaskOverlap | undefined {
  return sameGrid(first, second)
    ? overlapOfBytes(first.bits, second.bits)
    : overlapOfGrids(first, second);
}

function sameGrid(a: ClassMask, b: ClassMask): boolean {
  return (
    a.width === b.width &&
    a.height === b.height &&
    (['xx', 'xy', 'x0', 'yx', 'yy', 'y0'] as const).every(
      (key) => Math.abs(a.affine[key] - b.affine[key]) < 1e-6,
    )
  );
}

function overlapOfBytes(a: Uint8Array, b: Uint8Array): MaskOverlap {
  let both = 0;
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    both += bitsIn[a[i]! & b[i]!]!;
    sum += bitsIn[a[i]!]! + bitsIn[b[i]!]!;
  }
  return { both, sum };
}

const bitsIn = Uint8Array.from({ length: 256 }, (_, byte) => {
  let count = 0;
  for (let rest = byte; rest > 0; rest >>= 1) count += rest & 1;
  return count;
});

function overlapOfGrids(first: ClassMask, second: ClassMask): MaskOverlap | undefined {
  const [from, to] = [first.affine, second.affine];
  if (from.xy !== 0 || from.yx !== 0 || to.xy !== 0 || to.yx !== 0) {
    return undefined;
  }
  const columns = Int32Array.from({ length: first.width }, (_, x) =>
    inside(((x + 0.5) * from.xx + from.x0 - to.x0) / to.xx, second.width),
  );
  const rows = Int32Array.from({ length: first.height }, (_, y) =>
    inside(((y + 0.5) * from.yy + from.y0 - to.y0) / to.yy, second.height),
  );
  let both = 0;
  let sum = 0;
  for (let y = 0; y < first.height; y++) {
    for (let x = 0; x < first.width; x++) {
      const a = bitAt(first, x, y);
      const b = bitAt(second, columns[x]!, rows[y]!);
      both += a & b;
      sum += a + b;
    }
  }
  return { both, sum };
}

/** Index of the pixel that a position lies in; -1 outside. */
function inside(position: number, size: number): number {
  return position >= 0 && position < size ? Math.floor(position) : -1;
}

function bitAt({ width, bits }: ClassMask, x: number, y: number): number {
  return x < 0 || y < 0 ? 0 : (bits[y * ((width + 7) >> 3) + (x >> 3)]! >> (x & 7)) & 1;
}
