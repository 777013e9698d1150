// SPDX-License-Identifier: Apache-2.0

/** A mean of what was measured lately. */
export interface RunningMean {
  /** Undefined before anything was measured. */
  readonly value: number | undefined;
  record(value: number): void;
}

/**
 * An exponentially weighted mean in which about the last `window` values count, a number of 1 or
 * more; the first `window` values count alike.
 */
export function createRunningMean(window: number): RunningMean {
  let recorded = 0;
  let mean: number | undefined;
  return {
    get value() {
      return mean;
    },
    record(value) {
      const share = Math.max(1 / window, 1 / ++recorded);
      mean = mean === undefined ? value : mean + share * (value - mean);
    },
  };
}
