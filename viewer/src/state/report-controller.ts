// SPDX-License-Identifier: Apache-2.0
import { problemOf } from '../api/problem';
import type { GenerationOptions, ReportClient } from '../api/report-client';
import type { Report } from '../api/report-types';
import type { ReportAction } from './report-reducer';

/** What the page can be told to do. Each call gives up whatever the one before was doing. */
export interface ReportController {
  /** Sends a file and follows its report. */
  send(file: File, options: GenerationOptions): Promise<void>;
  /** Shows a stored report, or follows it if it is not finished. */
  open(id: string): Promise<void>;
  /** Back to the empty page. */
  clear(): void;
}

/** What the controller acts on. */
export interface ControllerPorts {
  readonly client: ReportClient;
  readonly dispatch: (action: ReportAction) => void;
  /** Called when a report sent from this page has got its id. */
  readonly onCreated: (id: string) => void;
  /** Milliseconds on a steady clock. */
  readonly nowMs: () => number;
}

/** Makes the controller; problems become actions, nothing is thrown. */
export function createReportController(ports: ControllerPorts): ReportController {
  const { client, dispatch } = ports;
  let current = new AbortController();

  function begin(): AbortSignal {
    current.abort();
    current = new AbortController();
    return current.signal;
  }

  async function show(report: Report, signal: AbortSignal): Promise<void> {
    dispatch({ type: 'opened', report });
    if (report.status !== 'IN_PROGRESS') return;
    const end = await client.follow(report.id, {
      signal,
      onEvent: (event) => dispatch({ type: 'event', event, nowMs: ports.nowMs() }),
      onConnection: (connected) => dispatch({ type: 'connection', connected }),
    });
    if (end === 'ended') dispatch({ type: 'opened', report: await client.get(report.id, signal) });
  }

  async function guarded(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (reason) {
      if (!signal.aborted) dispatch({ type: 'failed', problem: problemOf(reason) });
    }
  }

  return {
    send(file, options) {
      const signal = begin();
      dispatch({ type: 'upload-started', file: { name: file.name, bytes: file.size } });
      return guarded(signal, async () => {
        const report = await client.create(file, options, signal);
        ports.onCreated(report.id);
        await show(report, signal);
      });
    },
    open(id) {
      const signal = begin();
      dispatch({ type: 'opening' });
      return guarded(signal, async () => show(await client.get(id, signal), signal));
    },
    clear() {
      begin();
      dispatch({ type: 'cleared' });
    },
  };
}
