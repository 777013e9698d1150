// SPDX-License-Identifier: Apache-2.0

/** Uniform numbers in [0, 1) from a 32-bit seed: mulberry32, equal on every machine. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Shuffles in place. */
export function shuffle<T>(items: T[], random: () => number): T[] {
  for (let last = items.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [items[last], items[other]] = [items[other]!, items[last]!];
  }
  return items;
}

/** A permutation of 0 to n - 1 that leaves none in place (one big cycle, Sattolo); [0] for n = 1. */
export function derangement(n: number, random: () => number): number[] {
  const order = Array.from({ length: n }, (_, k) => k);
  for (let last = n - 1; last > 0; last--) {
    const other = Math.floor(random() * last);
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}
