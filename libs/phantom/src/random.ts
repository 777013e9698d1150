// SPDX-License-Identifier: Apache-2.0

/** A seeded source of random numbers; the same seed gives the same numbers everywhere. */
export interface Random {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Uniform in [low, high). */
  between(low: number, high: number): number;
  /** Whole number in [low, high]. */
  whole(low: number, high: number): number;
  /** About normal (the sum of four uniforms), mean 0, variance 1. */
  normal(): number;
  /** True with the probability. */
  chance(probability: number): boolean;
  /** One of the items. */
  pick<T>(items: readonly T[]): T;
  /**
   * A source of its own for a part: what one part draws never moves another, so that a chest with
   * and without a finding is otherwise the same.
   */
  fork(name: string): Random;
}

/** @param seed any integer; its low 32 bits count. */
export function createRandom(seed: number): Random {
  const start = mix(seed >>> 0);
  // Signed, as every number that fits 32 bits with its sign stays unboxed.
  let state = start | 0;
  // Weyl sequence through a 32-bit finaliser: short, even enough for drawing, exactly portable.
  const uniform = (): number => {
    state = (state + 0x9e3779b9) | 0;
    return mix(state) / 2 ** 32;
  };
  return {
    uniform,
    between: (low, high) => low + (high - low) * uniform(),
    whole: (low, high) => low + Math.floor((high - low + 1) * uniform()),
    normal: () => (uniform() + uniform() + uniform() + uniform() - 2) * Math.sqrt(3),
    chance: (probability) => uniform() < probability,
    pick: (items) => items[Math.floor(items.length * uniform())]!,
    fork: (name) => {
      let hash = start;
      for (let i = 0; i < name.length; i++) hash = mix(Math.imul(hash, 31) ^ name.charCodeAt(i));
      return createRandom(hash);
    },
  };
}

function mix(value: number): number {
  let z = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
  return (z ^ (z >>> 16)) >>> 0;
}
