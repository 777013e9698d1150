// SPDX-License-Identifier: Apache-2.0
import type { GenerateResponse } from '@asarg/contracts';

type FusionEvent = NonNullable<GenerateResponse['event']>;

/**
 * When fusion-llm began a report, by this process's clock: its own is never compared with it.
 * Times are milliseconds since the request.
 */
export interface FusionClock {
  /**
   * Hears an event as it arrives.
   * @returns the beginning by which to place it: the same for all events of a report.
   */
  hear(event: FusionEvent, arrivedMs: number): number;
  /**
   * How late the first event was, as later ones tell: none arrives before the moment that it tells
   * of. Never negative; 0 as long as the first was the fastest.
   */
  readonly lateMs: number;
}

/** A clock that has heard nothing yet. `calledMs`: when fusion-llm was called. */
export function createFusionClock(calledMs: number): FusionClock {
  let firstMs: number | undefined;
  let earliestMs = Infinity;
  return {
    hear(event, arrivedMs) {
      const sinceStartMs = timeOf(event);
      firstMs ??= arrivedMs - (sinceStartMs ?? 0);
      earliestMs = Math.min(earliestMs, firstMs, arrivedMs - (sinceStartMs ?? -Infinity));
      return firstMs;
    },
    get lateMs() {
      return firstMs === undefined ? 0 : Math.max(0, firstMs - Math.max(calledMs, earliestMs));
    },
  };
}

/** Milliseconds since fusion-llm's start that had passed when it told of an event, if it says. */
function timeOf(event: FusionEvent): number | undefined {
  switch (event.$case) {
    case 'stageStarted':
      return event.value.startMs;
    case 'stage':
      return event.value.startMs + event.value.durationMs;
    case 'done':
      return event.value.totalMs;
    default:
      return undefined;
  }
}
