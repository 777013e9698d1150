// SPDX-License-Identifier: Apache-2.0

/** How fast places become free. */
export interface Pace {
  /** Milliseconds that a report holds its place; undefined before one has ended. */
  readonly heldMs: number | undefined;
  /** A place was held for so long. */
  record(heldMs: number): void;
  /** Milliseconds until `count` of `places` that are all taken have become free; 0 if not known. */
  untilFreeMs(count: number, places: number): number;
}

/** Share of the newest report in the mean: the last thirty or so count. */
const newestShare = 1 / 16;

/** An exponentially weighted mean of how long places are held. */
export function createPace(): Pace {
  let count = 0;
  let meanMs: number | undefined;
  return {
    get heldMs() {
      return meanMs;
    },
    record(heldMs) {
      // The first few count alike.
      const share = Math.max(newestShare, 1 / ++count);
      meanMs = (meanMs ?? 0) + share * (heldMs - (meanMs ?? 0));
    },
    untilFreeMs: (freed, places) => (freed * (meanMs ?? 0)) / places,
  };
}

/** Seconds for Retry-After where nothing was measured yet. */
const unknownSeconds = 2;

/**
 * Whole seconds, 1 to 120, after which a request that expects to wait so long should be sent again:
 * jittered upwards by half, so that those refused together do not come back together.
 */
export function retryAfterSeconds(waitMs: number, random: () => number = Math.random): number {
  const seconds = (waitMs > 0 ? waitMs / 1000 : unknownSeconds) * (1 + random() / 2);
  return Math.min(120, Math.max(1, Math.ceil(seconds)));
}
