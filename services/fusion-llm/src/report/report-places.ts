// SPDX-License-Identifier: Apache-2.0
import { ServiceFailure, type LoadReport } from '@asarg/service-kit';
import { attribute, count } from '@asarg/telemetry';

/** Reports that may be in progress at once. */
export interface ReportPlaces {
  /** Takes a place; returns how to leave it. @throws ServiceFailure RESOURCE_EXHAUSTED if all are taken */
  take(): () => void;
  /** Reports in progress, of as many as there are places. */
  load(): LoadReport;
}

/** So many free places. */
export function createReportPlaces(places: number): ReportPlaces {
  let taken = 0;
  return {
    take() {
      if (taken >= places) {
        count('asarg.queue.shed', 1, { [attribute.queue]: 'reports' });
        throw new ServiceFailure(
          'RESOURCE_EXHAUSTED',
          `expected at most ${places} reports in progress, found ${taken}`,
        );
      }
      taken++;
      return () => void taken--;
    },
    load: () => ({ waiting: 0, running: taken, capacity: places }),
  };
}
