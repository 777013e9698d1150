// SPDX-License-Identifier: Apache-2.0
import type { GenerateResponse } from '@asarg/contracts';

/** An event of a report. */
export type ReportEvent = NonNullable<GenerateResponse['event']>;

/** Takes the events of a report as they come. */
export type EmitEvent = (event: ReportEvent) => void;

/** Tells of stages, in milliseconds since the report's start. */
export interface StageClock {
  nowMs(): number;
  /** A stage began now. */
  started(name: string, service: string): void;
  /** A stage that began at `startMs` ended; it lasted until now unless said otherwise. */
  ended(name: string, service: string, startMs: number, durationMs?: number): void;
}

/** A clock that starts now. */
export function createStageClock(emit: EmitEvent): StageClock {
  const originMs = performance.now();
  const nowMs = () => performance.now() - originMs;
  return {
    nowMs,
    started: (name, service) =>
      emit({ $case: 'stageStarted', value: { name, service, startMs: nowMs() } }),
    ended: (name, service, startMs, durationMs = nowMs() - startMs) =>
      emit({ $case: 'stage', value: { name, service, startMs, durationMs } }),
  };
}
