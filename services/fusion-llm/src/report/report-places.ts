// SPDX-License-Identifier: Apache-2.0
import { createRunningMean, ServiceFailure, type LoadReport } from '@asarg/service-kit';
import { attribute, count } from '@asarg/telemetry';

/** Reports that may be in progress at once. */
export interface ReportPlaces {
  /**
   * Takes a place; returns how to leave it.
   * @throws ServiceFailure RESOURCE_EXHAUSTED if all are taken, with the time until one is free
   */
  take(): () => void;
  /** Reports in progress, of as many as there are places. */
  load(): LoadReport;
}

/** So many free places. */
export function createReportPlaces(places: number): ReportPlaces {
  let taken = 0;
  /** Milliseconds that a place is held. */
  const held = createRunningMean(10);
  return {
    take() {
      if (taken >= places) {
        count('asarg.queue.shed', 1, { [attribute.queue]: 'reports' });
        throw new ServiceFailure(
          'RESOURCE_EXHAUSTED',
          `expected at most ${places} reports in progress, found ${taken}`,
          { pushbackMs: Math.ceil((held.value ?? 0) / places) },
        );
      }
      taken++;
      const takenAtMs = performance.now();
      return () => {
        taken--;
        held.record(performance.now() - takenAtMs);
      };
    },
    load: () => ({ waiting: 0, running: taken, capacity: places }),
  };
}
