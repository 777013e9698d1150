// SPDX-License-Identifier: Apache-2.0
import type { ProcessRecord } from './watch-threads.js';

/** A stage as reports tell of it. */
export interface TimedStage {
  readonly name: string;
  readonly startMs: number;
  readonly durationMs: number;
}

/** One report that was made alone, and what the processes did meanwhile. */
export interface ReportSample {
  /** When the gateway got the request, in milliseconds since the epoch. */
  readonly createdAtMs: number;
  readonly stages: readonly TimedStage[];
  readonly tokens: number;
  /** By service. */
  readonly records: Readonly<Record<string, ProcessRecord>>;
  /** From the first reading to the last, in milliseconds. */
  readonly watchedMs: number;
}

/** @throws Error if the report does not tell of that stage. */
export function stageIn({ stages }: ReportSample, name: string): TimedStage {
  const found = stages.find((stage) => stage.name === name);
  if (found === undefined) throw new Error(`expected the stage ${name} in a report, found none`);
  return found;
}
