// SPDX-License-Identifier: Apache-2.0

/**
 * The value below which a share of the samples lies (nearest rank).
 * @param share - in (0, 1]; 0.5 is the median of an odd number of samples.
 * @throws RangeError without samples.
 */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (value === undefined) throw new RangeError('expected at least one sample, found none');
  return value;
}

/** The middle sample, or the mean of the two in the middle. */
export function median(samples: readonly number[]): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  const low = sorted[Math.ceil(half) - 1];
  const high = sorted[Math.floor(half)];
  if (low === undefined || high === undefined) {
    throw new RangeError('expected at least one sample, found none');
  }
  return (low + high) / 2;
}
