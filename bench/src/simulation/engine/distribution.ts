// SPDX-License-Identifier: Apache-2.0
import type { Random } from './random.js';

/** What numbers are drawn from. */
export interface Distribution {
  readonly mean: number;
  draw(random: Random): number;
}

/** Always the same number. */
export const constant = (value: number): Distribution => ({ mean: value, draw: () => value });

/** Exponential with a mean: the gaps of a Poisson process. */
export const exponential = (mean: number): Distribution => ({
  mean,
  draw: (random) => -mean * Math.log(1 - random()),
});

/**
 * Measured: quantiles at equal steps from the least to the greatest, linear between them.
 * @throws RangeError unless they ascend and there is at least one.
 */
export function empirical(quantiles: readonly number[]): Distribution {
  const steps = quantiles.length - 1;
  const isAscending = quantiles.every((value, at) => at === 0 || value >= quantiles[at - 1]!);
  if (steps < 0 || !isAscending) {
    throw new RangeError(`expected quantiles that ascend, found [${quantiles.join(', ')}]`);
  }
  if (steps === 0) return constant(quantiles[0]!);
  const inner = quantiles.slice(1, -1).reduce((sum, value) => sum + value, 0);
  return {
    mean: (inner + (quantiles[0]! + quantiles[steps]!) / 2) / steps,
    draw(random) {
      const at = random() * steps;
      const below = Math.min(Math.floor(at), steps - 1);
      const low = quantiles[below]!;
      return low + (at - below) * (quantiles[below + 1]! - low);
    },
  };
}

/** Quantiles of samples at equal steps, by linear interpolation; what `empirical` takes. */
export function quantilesOf(samples: readonly number[], steps = 10): number[] {
  if (samples.length === 0) throw new RangeError('expected at least one sample, found none');
  const sorted = samples.toSorted((a, b) => a - b);
  return Array.from({ length: steps + 1 }, (_, step) => {
    const at = (step / steps) * (sorted.length - 1);
    const below = Math.floor(at);
    const low = sorted[below]!;
    return low + (at - below) * ((sorted[below + 1] ?? low) - low);
  });
}
