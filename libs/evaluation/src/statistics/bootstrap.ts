// SPDX-License-Identifier: Apache-2.0
import type { Metric } from '../metrics.js';
import { at, type StudyCounts } from '../study-counts.js';
import { seededRandom } from './random.js';

/** Low and high end of a 95 % interval. */
export type Interval = readonly [low: number, high: number];

export interface BootstrapOptions {
  /** @default 1000 */
  readonly rounds?: number;
  /** @default 0 */
  readonly seed?: number;
}

/** 95 % percentile intervals of scores over resampled studies, by metric key; one resampling for all. */
export function bootstrapIntervals(
  rows: readonly StudyCounts[],
  metrics: readonly Metric[],
  { rounds = 1000, seed = 0 }: BootstrapOptions = {},
): Record<string, Interval> {
  const random = seededRandom(seed);
  const values = metrics.map(() => new Float64Array(rounds));
  const sum = new Float64Array(at.length);
  for (let round = 0; round < rounds; round++) {
    sum.fill(0);
    for (let drawn = 0; drawn < rows.length; drawn++) {
      const row = rows[Math.floor(random() * rows.length)]!;
      for (let k = 0; k < sum.length; k++) sum[k]! += row[k]!;
    }
    for (const [m, metric] of metrics.entries()) values[m]![round] = metric.of(sum);
  }
  return Object.fromEntries(metrics.map(({ key }, m) => [key, intervalOf(values[m]!)]));
}

/** 95 % percentile interval of any statistic of resampled items. */
export function bootstrapOf<T>(
  items: readonly T[],
  statistic: (sample: readonly T[]) => number,
  { rounds = 1000, seed = 0 }: BootstrapOptions = {},
): Interval {
  const random = seededRandom(seed);
  const values = Float64Array.from({ length: rounds }, () =>
    statistic(items.map(() => items[Math.floor(random() * items.length)]!)),
  );
  return intervalOf(values.filter((value) => !Number.isNaN(value)));
}

function intervalOf(values: Float64Array): Interval {
  const sorted = values.toSorted();
  return [percentile(sorted, 2.5), percentile(sorted, 97.5)];
}

/** Percentile of ascending values with linear interpolation; NaN of none. */
export function percentile(sorted: ArrayLike<number>, percent: number): number {
  const place = (percent / 100) * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? NaN;
  const above = sorted[Math.ceil(place)] ?? NaN;
  return below + (above - below) * (place - Math.floor(place));
}
