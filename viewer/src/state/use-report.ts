// SPDX-License-Identifier: Apache-2.0
import { useEffect, useMemo, useReducer } from 'preact/hooks';
import { createReportClient } from '../api/report-client';
import { reportIdOf, reportLink } from '../report-link';
import { createReportController, type ReportController } from './report-controller';
import { reduceReport } from './report-reducer';
import { EMPTY_STATE, type ReportState } from './report-state';

/** The report of the page's address, kept in step with back and forward. */
export function useReport(): [ReportState, ReportController] {
  const [state, dispatch] = useReducer(reduceReport, EMPTY_STATE);
  const controller = useMemo(() => {
    const controller = createReportController({
      client: createReportClient(),
      dispatch,
      onCreated: (id) => history.pushState(null, '', reportLink(id)),
      nowMs: () => performance.now(),
    });
    return {
      ...controller,
      clear() {
        controller.clear();
        if (reportIdOf(location.search)) history.pushState(null, '', reportLink(undefined));
      },
    };
  }, []);
  useEffect(() => {
    function openAddress(): void {
      const id = reportIdOf(location.search);
      if (id) void controller.open(id);
      else controller.clear();
    }
    if (reportIdOf(location.search)) openAddress();
    addEventListener('popstate', openAddress);
    return () => removeEventListener('popstate', openAddress);
  }, [controller]);
  return [state, controller];
}
