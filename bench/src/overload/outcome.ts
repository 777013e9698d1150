// SPDX-License-Identifier: Apache-2.0
import type { Asked } from './ask-report.js';
import type { MemorySeries } from './memory-samples.js';
import type { OverloadSetup } from './overload-setup.js';

/** What the load brought. */
export interface Outcome {
  readonly setup: OverloadSetup;
  readonly startMs: number;
  readonly durationMs: number;
  readonly asked: readonly Asked[];
  readonly memory: readonly MemorySeries[];
  /** Right before, and right after. */
  readonly calm: readonly [Capacity, Capacity];
  /** Seconds of processor time of the five processes per report in time, under the load. */
  readonly processorSeconds: number;
}

/** What the mesh makes of clients that ask again as soon as they are answered. */
export interface Capacity {
  readonly reportsPerSecond: number;
  /** Seconds of processor time of the five processes per report. */
  readonly processorSeconds: number;
}

/** What is compared with: a machine's speed may change within minutes, so that of both times. */
export const meanOf = ([before, after]: Outcome['calm'], key: keyof Capacity): number =>
  (before[key] + after[key]) / 2;

/** Whether a client got its report, COMPLETE and in time. */
export const isGood = ({ status, report, inTime }: Asked): boolean =>
  status === 201 && report === 'COMPLETE' && inTime;
