// SPDX-License-Identifier: Apache-2.0
import { ProblemError } from '../http/problem.js';
import type { ReportStore } from '../store/report-store.js';
import { applyEvent, failReport } from './report-draft.js';
import type { ReportEvent } from './report-event.js';

/**
 * Ends the reports that an earlier gateway left in progress: FAILED, with what had come about.
 * Returns how many there were.
 */
export function recoverReports(store: ReportStore): number {
  const ids = store.unfinished();
  for (const id of ids) {
    const events = store.eventsAfter(id, 0, Number.MAX_SAFE_INTEGER);
    let report = store.find(id);
    for (const { type, data } of events) {
      if (report === undefined) break;
      report = applyEvent(report, { type, data: JSON.parse(data) } as ReportEvent);
    }
    if (report === undefined) continue;
    const detail = 'The gateway stopped while the report was in progress; ask for it again.';
    const problem = new ProblemError('interrupted', detail).toProblem(`/v1/reports/${id}`);
    store.finish(failReport(report, problem), (events.at(-1)?.id ?? 0) + 1);
  }
  return ids.length;
}
