// SPDX-License-Identifier: Apache-2.0

/** How contrastive guidance changes the logits. */
export interface Guidance {
  /** Strength c, 0 or more. */
  readonly strength: number;
  /** Tokens below this conditioned probability are no candidates. */
  readonly minProbability: number;
}

/**
 * Contrastive guidance: for candidates, the tokens whose conditioned probability is above
 * `minProbability` (the most probable one always is a candidate), conditioned +
 * c * (conditioned - normal); -Infinity for the others. Tokens whose conditioned logit is
 * -Infinity stay out.
 *
 * @param conditioned logits given the image, one per token
 * @param normal logits given the same image with the tags of a normal study
 */
export function guideLogits(
  conditioned: Float32Array,
  normal: Float32Array,
  { strength, minProbability }: Guidance,
): Float64Array {
  const best = indexOfMax(conditioned);
  const top = conditioned[best]!;
  let total = 0;
  for (const logit of conditioned) {
    total += Math.exp(logit - top);
  }
  // p > minimum, said of the logit: one logarithm instead of an exponential per token.
  const leastLogit = top + Math.log(total * minProbability);
  const guided = new Float64Array(conditioned.length).fill(-Infinity);
  conditioned.forEach((logit, token) => {
    if (logit > leastLogit || token === best) {
      guided[token] = logit + strength * (logit - normal[token]!);
    }
  });
  return guided;
}

/** Index of the first largest element. */
export function indexOfMax(values: Float32Array | Float64Array): number {
  let best = 0;
  for (let index = 1; index < values.length; index++) {
    if (values[index]! > values[best]!) {
      best = index;
    }
  }
  return best;
}
