// SPDX-License-Identifier: Apache-2.0

/** Share of its weight that an endpoint begins with. */
const firstShare = 0.2;

/**
 * The share of its weight that an endpoint has `ageMs` after it began to serve: its code is not
 * compiled and its caches are empty. Rises in a straight line and is whole after `slowStartMs`.
 */
export function slowStartShare(ageMs: number, slowStartMs: number): number {
  return ageMs >= slowStartMs
    ? 1
    : firstShare + (1 - firstShare) * Math.max(0, ageMs / slowStartMs);
}
