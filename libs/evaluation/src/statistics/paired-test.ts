// SPDX-License-Identifier: Apache-2.0
import type { Metric } from '../metrics.js';
import { sumCounts, type StudyCounts } from '../study-counts.js';
import { seededRandom } from './random.js';

export interface PairedTestOptions {
  /** Random assignments of the two systems' outputs. @default 10000 */
  readonly swaps?: number;
  /** @default 0 */
  readonly seed?: number;
}

/** How two systems differ in one score. */
export interface PairedDifference {
  /** Score of the first minus score of the second. */
  readonly difference: number;
  /** Two-sided, (k + 1) / (swaps + 1), k = assignments that differ at least as much. */
  readonly p: number;
}

/**
 * Paired approximate randomisation (Noreen 1989): the two systems' outputs are swapped study by
 * study at random. Row i of both must be the same study; with several seeds, the sum of its rows.
 * @throws Error unless both have the same number of studies.
 */
export function pairedTest(
  a: readonly StudyCounts[],
  b: readonly StudyCounts[],
  metrics: readonly Metric[],
  { swaps = 10_000, seed = 0 }: PairedTestOptions = {},
): Record<string, PairedDifference> {
  if (a.length !== b.length) {
    throw new Error(`expected as many studies in both, found ${a.length} and ${b.length}`);
  }
  const random = seededRandom(seed);
  const [sumA, sumB] = [sumCounts(a), sumCounts(b)];
  const observed = metrics.map((metric) => metric.of(sumA) - metric.of(sumB));
  const asLarge = new Uint32Array(metrics.length);
  // Studies where both are equal move nothing.
  const differences = a
    .map((row, i) => row.map((value, k) => value - b[i]![k]!))
    .filter((row) => row.some((value) => value !== 0));
  const [swappedA, swappedB] = [new Float64Array(sumA.length), new Float64Array(sumA.length)];
  for (let round = 0; round < swaps; round++) {
    swappedA.set(sumA);
    for (const row of differences) {
      if (random() < 0.5) continue;
      for (let k = 0; k < row.length; k++) swappedA[k]! -= row[k]!;
    }
    for (let k = 0; k < sumA.length; k++) swappedB[k] = sumA[k]! + sumB[k]! - swappedA[k]!;
    for (const [m, metric] of metrics.entries()) {
      const difference = Math.abs(metric.of(swappedA) - metric.of(swappedB));
      if (difference >= Math.abs(observed[m]!) - 1e-12) asLarge[m]!++;
    }
  }
  return Object.fromEntries(
    metrics.map(({ key }, m) => [
      key,
      { difference: observed[m]!, p: (asLarge[m]! + 1) / (swaps + 1) },
    ]),
  );
}
