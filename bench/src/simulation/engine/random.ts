// SPDX-License-Identifier: Apache-2.0

/** Uniform numbers in [0, 1). */
export type Random = () => number;

/**
 * A stream of its own for each purpose: what one part draws does not depend on how much another
 * part draws, so two simulations of one seed see the same arrivals whatever else differs.
 */
export function createStreams(seed: number): (purpose: string) => Random {
  const streams = new Map<string, Random>();
  return (purpose) => {
    let stream = streams.get(purpose);
    if (stream === undefined) {
      stream = splitMix(hashOf(purpose) ^ Math.imul(seed >>> 0, 0x9e3779b1));
      streams.set(purpose, stream);
    }
    return stream;
  };
}

/** SplitMix32: an additive counter whose bits are mixed. */
function splitMix(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let bits = state ^ (state >>> 16);
    bits = Math.imul(bits, 0x21f0aaad);
    bits ^= bits >>> 15;
    bits = Math.imul(bits, 0x735a2d97);
    bits ^= bits >>> 15;
    return (bits >>> 0) / 4_294_967_296;
  };
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hash;
}
