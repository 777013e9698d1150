// SPDX-License-Identifier: Apache-2.0
import type { Simulator } from './simulator.js';

/** A number that changes at moments, and its mean over time. */
export interface TimeAverage {
  readonly value: number;
  /** The greatest value since the last `reset`. */
  readonly peak: number;
  /** Mean since the last `reset`; the value itself if no time has passed. */
  readonly mean: number;
  set(value: number): void;
  add(difference: number): void;
  /** Forgets the past: a warm-up is over. */
  reset(): void;
}

export function createTimeAverage({
  clock,
}: {
  readonly clock: Pick<Simulator, 'nowMs'>;
}): TimeAverage {
  let [value, peak, area] = [0, 0, 0];
  let [fromMs, changedMs] = [clock.nowMs, clock.nowMs];
  const settle = (): void => {
    area += value * (clock.nowMs - changedMs);
    changedMs = clock.nowMs;
  };
  const set = (next: number): void => {
    settle();
    value = next;
    peak = Math.max(peak, next);
  };
  return {
    get value() {
      return value;
    },
    get peak() {
      return peak;
    },
    get mean() {
      settle();
      return clock.nowMs > fromMs ? area / (clock.nowMs - fromMs) : value;
    },
    set,
    add: (difference) => set(value + difference),
    reset() {
      settle();
      area = 0;
      fromMs = clock.nowMs;
      peak = value;
    },
  };
}
