// SPDX-License-Identifier: Apache-2.0
import { ServiceFailure, type LoadReport } from '@asarg/service-kit';
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

/** Share of the newest report in the mean time that a place is held: the last ten or so count. */
const newestShare = 0.1;

/** So many free places. */
export function createReportPlaces(places: number): ReportPlaces {
  let taken = 0;
  let heldMs: number | undefined;
  return {
    take() {
      if (taken >= places) {
        count('asarg.queue.shed', 1, { [attribute.queue]: 'reports' });
        throw new ServiceFailure(
          'RESOURCE_EXHAUSTED',
          `expected at most ${places} reports in progress, found ${taken}`,
          { pushbackMs: Math.ceil((heldMs ?? 0) / places) },
        );
      }
      taken++;
      const takenAtMs = performance.now();
      return () => {
        taken--;
        const tookMs = performance.now() - takenAtMs;
        heldMs = heldMs === undefined ? tookMs : heldMs + newestShare * (tookMs - heldMs);
      };
    },
    load: () => ({ waiting: 0, running: taken, capacity: places }),
  };
}
