// SPDX-License-Identifier: Apache-2.0

/** Milliseconds to the microsecond: clocks tell no more, and reports stay readable. */
export function roundMs(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
