// SPDX-License-Identifier: Apache-2.0

/** Yields the next number of a sequence, uniform in [0, 1). */
export type Random = () => number;

/**
 * Numbers that depend on the 32-bit seed alone, on every machine: SplitMix with a 32-bit state
 * (a Weyl sequence, finalised by the murmur3 mixer).
 */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
  };
}
