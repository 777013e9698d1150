// SPDX-License-Identifier: Apache-2.0
import { performance } from 'node:perf_hooks';

/**
 * Milliseconds on the monotonic clock that all threads of the process share. `performance.now()`
 * counts from the start of its own thread, and `performance.timeOrigin` is by the wall clock, which
 * may have been set between the starts of two threads.
 */
export function sharedClockMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

const offsetMs = performance.now() - sharedClockMs();

/** A moment of the shared clock on the calling thread's `performance.now()`. */
export function fromSharedClock(sharedMs: number): number {
  return sharedMs + offsetMs;
}

/** A moment of the calling thread's `performance.now()` on the shared clock. */
export function toSharedClock(nowMs: number): number {
  return nowMs - offsetMs;
}
