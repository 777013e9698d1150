// SPDX-License-Identifier: Apache-2.0
import { indexOfMax } from './guide-logits.js';
import type { Random } from './random.js';

/** How a token is chosen. */
export interface Sampling {
  /** Softmax temperature; 0 takes the most probable token. */
  readonly temperature: number;
  /** Nucleus mass, above 0 and at most 1. */
  readonly topP: number;
}

/**
 * One token from logits. With a temperature above 0, from the smallest set of most probable
 * tokens whose mass reaches `topP`, in proportion; ties go to the lower token. Draws one number
 * per token, so a seed gives one text.
 */
export function sampleToken(
  logits: Float32Array | Float64Array,
  { temperature, topP }: Sampling,
  random: Random,
): number {
  const best = indexOfMax(logits);
  if (temperature === 0) {
    return best;
  }
  const top = logits[best]!;
  const weights = Float64Array.from(logits, (logit) => Math.exp((logit - top) / temperature));
  const order = [...weights.keys()]
    .filter((token) => weights[token]! > 0)
    .sort((a, b) => weights[b]! - weights[a]! || a - b);
  const total = order.reduce((sum, token) => sum + weights[token]!, 0);

  let mass = 0;
  let kept = 0;
  while (kept < order.length && mass < topP * total) {
    mass += weights[order[kept++]!]!;
  }
  let draw = random() * mass;
  for (const token of order.slice(0, kept)) {
    draw -= weights[token]!;
    if (draw < 0) {
      return token;
    }
  }
  return order[Math.max(0, kept - 1)] ?? best;
}
