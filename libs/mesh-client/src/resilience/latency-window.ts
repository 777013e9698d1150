// SPDX-License-Identifier: Apache-2.0
import type { HedgePolicy } from './call-policy.js';

export interface LatencyWindowOptions {
  /** Latencies remembered. @default 128 */
  readonly size?: number;
  /** Latencies that a percentile needs, 1 to `size`. @default 20 */
  readonly minSamples?: number;
}

/** The most recent latencies. */
export interface LatencyWindow {
  /** Remembers one, in milliseconds, and forgets the oldest. */
  record(latencyMs: number): void;
  /**
   * The latency, in milliseconds, that a share of them (above 0, at most 1) does not exceed, by
   * nearest rank; undefined as long as there are too few.
   */
  percentileMs(share: number): number | undefined;
}

/** An empty window. @throws RangeError if `minSamples` is out of its range. */
export function createLatencyWindow({
  size = 128,
  minSamples = 20,
}: LatencyWindowOptions = {}): LatencyWindow {
  if (!(minSamples >= 1 && minSamples <= size)) {
    throw new RangeError(`expected 1 to ${size} samples, found ${minSamples}`);
  }
  const latenciesMs = new Float64Array(size);
  let recorded = 0;
  let sorted: Float64Array | undefined;
  return {
    record(latencyMs) {
      latenciesMs[recorded++ % size] = latencyMs;
      sorted = undefined;
    },
    percentileMs(share) {
      const count = Math.min(recorded, size);
      if (count < minSamples) {
        return undefined;
      }
      sorted ??= latenciesMs.slice(0, count).sort();
      return sorted[Math.ceil(count * share) - 1];
    },
  };
}

const sharesInTime = { p95: 0.95, p99: 0.99 } as const;

/** Milliseconds until an attempt is hedged; undefined as long as too little is known. */
export function hedgeDelayMs(
  { delayMs, minDelayMs, maxMedians }: HedgePolicy,
  latencies: LatencyWindow,
): number | undefined {
  if (typeof delayMs === 'number') {
    return delayMs;
  }
  const lateMs = latencies.percentileMs(sharesInTime[delayMs]);
  const medianMs = latencies.percentileMs(0.5);
  return lateMs === undefined || medianMs === undefined
    ? undefined
    : Math.max(minDelayMs, Math.min(lateMs, maxMedians * medianMs));
}
