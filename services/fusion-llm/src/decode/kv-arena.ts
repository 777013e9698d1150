// SPDX-License-Identifier: Apache-2.0

/** Keys or values of one layer, kept between decoding steps. */
export interface KvArena {
  /** Positions held. */
  readonly length: number;
  /** Positions there is room for: a multiple of `capacityStep`. */
  readonly capacity: number;
  /** The `[blocks, length, width]` elements held, dense, without a copy; void after `append`. */
  view(): Float32Array;
  /**
   * Adds positions: `fresh` is `[blocks, positions, width]`, dense.
   * @throws RangeError if its size is no multiple of blocks * width.
   */
  append(fresh: Float32Array): void;
}

/** Positions by which an arena grows. */
export const capacityStep = 128;

/**
 * An empty arena for `blocks` = batch x heads and `width` = elements per head.
 *
 * The decoder graph takes the past dense and derives positions from its shape, so blocks lie
 * next to each other: adding a position moves them apart in place, last block first, which costs
 * one pass over the elements and no allocation between capacity steps.
 */
export function createKvArena(blocks: number, width: number): KvArena {
  let elements = new Float32Array(0);
  let length = 0;
  let capacity = 0;

  function grow(positions: number): void {
    capacity = Math.ceil(positions / capacityStep) * capacityStep;
    const larger = new Float32Array(blocks * capacity * width);
    larger.set(elements.subarray(0, blocks * length * width));
    elements = larger;
  }

  return {
    get length() {
      return length;
    },
    get capacity() {
      return capacity;
    },
    view: () => elements.subarray(0, blocks * length * width),
    append(fresh) {
      const added = fresh.length / (blocks * width);
      if (!Number.isInteger(added)) {
        throw new RangeError(
          `expected a multiple of ${blocks} x ${width} elements, found ${fresh.length}`,
        );
      }
      const next = length + added;
      if (next > capacity) {
        grow(next);
      }
      const oldRow = length * width;
      const freshRow = added * width;
      const nextRow = next * width;
      for (let block = blocks - 1; block >= 0; block--) {
        elements.copyWithin(block * nextRow, block * oldRow, (block + 1) * oldRow);
        const rows = fresh.subarray(block * freshRow, (block + 1) * freshRow);
        elements.set(rows, block * nextRow + oldRow);
      }
      length = next;
    },
  };
}
