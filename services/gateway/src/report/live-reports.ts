// SPDX-License-Identifier: Apache-2.0
import type { ReportStore, StoredEvent } from '../store/report-store.js';
import { applyEvent } from './report-draft.js';
import { lastEventType, type ReportEvent } from './report-event.js';
import type { ReportModel } from './report-model.js';

/** A report in progress. */
export interface LiveReport {
  /** The report as it is now. */
  readonly report: ReportModel;
  /** Stores an event, applies it to the report and wakes subscribers. */
  append(event: ReportEvent): void;
  /** Stores the end; the report is no longer live afterwards. */
  finish(report: ReportModel): void;
}

/** Reports in progress, and the events of all reports. */
export interface LiveReports {
  /** Starts a report and stores it. `elapsedMs` tells the time since its request. */
  start(report: ReportModel, elapsedMs: () => number): LiveReport;
  /** Forgets a report that never came to be. */
  discard(id: string): void;
  find(id: string): LiveReport | undefined;
  /** Batches of events after `sequence`, until the report's last one or `signal`. */
  follow(id: string, sequence: number, signal: AbortSignal): AsyncIterable<readonly StoredEvent[]>;
}

interface Entry extends LiveReport {
  readonly waiters: Set<() => void>;
}

const batchSize = 128;

/** Live reports over a store; subscribers read from the store, so a slow one costs no memory. */
export function createLiveReports(store: ReportStore): LiveReports {
  const entries = new Map<string, Entry>();

  function start(initial: ReportModel, elapsedMs: () => number): LiveReport {
    let report = initial;
    let sequence = 0;
    const waiters = new Set<() => void>();
    const wake = (): void => {
      for (const waiter of waiters) waiter();
      waiters.clear();
    };
    const entry: Entry = {
      waiters,
      get report() {
        return report;
      },
      append(event) {
        sequence += 1;
        store.appendEvent(initial.id, sequence, event);
        report = applyEvent(report, event, elapsedMs());
        wake();
      },
      finish(end) {
        try {
          store.finish(end, sequence + 1);
        } finally {
          entries.delete(initial.id);
          wake();
        }
      },
    };
    store.insert(initial);
    entries.set(initial.id, entry);
    return entry;
  }

  async function* follow(
    id: string,
    sequence: number,
    signal: AbortSignal,
  ): AsyncGenerator<readonly StoredEvent[]> {
    let last = sequence;
    while (!signal.aborted) {
      const events = store.eventsAfter(id, last, batchSize);
      const newest = events.at(-1);
      if (newest !== undefined) {
        yield events;
        last = newest.id;
        if (newest.type === lastEventType) return;
        continue;
      }
      const entry = entries.get(id);
      if (entry === undefined) return;
      await nextChange(entry.waiters, signal);
    }
  }

  return {
    start,
    follow,
    find: (id) => entries.get(id),
    discard(id) {
      const entry = entries.get(id);
      entries.delete(id);
      store.remove(id);
      for (const waiter of entry?.waiters ?? []) waiter();
    },
  };
}

function nextChange(waiters: Set<() => void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      waiters.delete(done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    waiters.add(done);
    signal.addEventListener('abort', done, { once: true });
  });
}
