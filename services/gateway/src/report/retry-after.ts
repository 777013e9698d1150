// SPDX-License-Identifier: Apache-2.0

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
