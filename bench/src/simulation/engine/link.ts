// SPDX-License-Identifier: Apache-2.0
import type { Simulator } from './simulator.js';
import { createTimeAverage, type TimeAverage } from './time-average.js';

export interface LinkOptions {
  /** Megabits per second; Infinity within one machine. */
  readonly megabitsPerSecond: number;
  /** Milliseconds that every message takes besides. */
  readonly latencyMs: number;
}

/** What a pod sends through: one message after the other. */
export interface Link {
  /** 1 while it sends: its mean is the link's utilisation. */
  readonly busy: TimeAverage;
  send(bytes: number, arrived: () => void): void;
}

export function createLink(
  simulator: Simulator,
  { megabitsPerSecond, latencyMs }: LinkOptions,
): Link {
  const busy = createTimeAverage({ clock: simulator });
  let freeAtMs = 0;
  return {
    busy,
    send(bytes, arrived) {
      const takesMs = (bytes * 8) / (megabitsPerSecond * 1000);
      if (takesMs > 0) {
        freeAtMs = Math.max(freeAtMs, simulator.nowMs) + takesMs;
        busy.set(1);
        const endsMs = freeAtMs;
        simulator.after(endsMs - simulator.nowMs, () => {
          if (endsMs === freeAtMs) busy.set(0);
        });
      }
      simulator.after(Math.max(0, freeAtMs - simulator.nowMs) + latencyMs, arrived);
    },
  };
}
