// SPDX-License-Identifier: Apache-2.0
import type { TimingEntry } from '../http/server-timing.js';
import { criticalPath } from './critical-path.js';
import type { ReportModel } from './report-model.js';

/** What a report waited for so far, and its duration once it has ended, for `Server-Timing`. */
export function timingOf({ stages, durationMs }: ReportModel): readonly TimingEntry[] {
  const path = criticalPath(stages).map(({ name, durationMs: ms }) => ({ name, durationMs: ms }));
  // Reports of older gateways have no duration.
  return typeof durationMs === 'number' ? [...path, { name: 'report', durationMs }] : path;
}
