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
  /** Reports per second that the mesh made right before, and right after. */
  readonly capacity: number;
  readonly capacityAfter: number;
  /** Seconds of processor time of the five processes per report, at capacity and under the load. */
  readonly processorSeconds: { readonly atCapacity: number; readonly overloaded: number };
}

/** Whether a client got its report, COMPLETE and in time. */
export const isGood = ({ status, report, inTime }: Asked): boolean =>
  status === 201 && report === 'COMPLETE' && inTime;
