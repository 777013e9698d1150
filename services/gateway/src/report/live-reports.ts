// SPDX-License-Identifier: Apache-2.0
import type { ReportStore, StoredEvent } from '../store/report-store.js';
import { createEventLog, type EventLog } from './event-log.js';
import { applyEvent } from './report-draft.js';
import { lastEventType, type ReportEvent } from './report-event.js';
import type { ReportModel } from './report-model.js';

/** A report in progress. */
export interface LiveReport {
  /** The report as it is now. */
  readonly report: ReportModel;
  /** Applies an event to the report at once; it is stored, and subscribers told, in a moment. */
  append(event: ReportEvent): void;
  /** Stores the end; the report is no longer live afterwards, even if the store fails. */
  finish(report: ReportModel): void;
}

/** Reports in progress, and the events of all reports. */
export interface LiveReports {
  /** Starts a report and stores it. `elapsedMs` tells the time since its request. */
  start(report: ReportModel, elapsedMs: () => number): LiveReport;
  /** Forgets a report that never came to be. */
  discard(id: string): void;
  /** The report as it is now; undefined if it is not in progress and its end was stored. */
  find(id: string): ReportModel | undefined;
  /** Batches of events after `sequence`, until the report's last one or `signal`. */
  follow(id: string, sequence: number, signal: AbortSignal): AsyncIterable<readonly StoredEvent[]>;
}

interface Entry extends LiveReport {
  readonly log: EventLog;
  readonly waiters: Set<() => void>;
}

/** Ends that could not be stored are remembered up to this number, the newest. */
const maxUnstored = 256;

const batchSize = 128;

/**
 * Live reports over a store. Subscribers are given the events of a report in progress from memory,
 * and what is left of them after its end from the store, so a slow one costs no memory then.
 */
export function createLiveReports(store: ReportStore): LiveReports {
  const entries = new Map<string, Entry>();
  const unstored = new Map<string, ReportModel>();

  function start(initial: ReportModel, elapsedMs: () => number): LiveReport {
    let report = initial;
    const waiters = new Set<() => void>();
    const wake = (): void => {
      for (const waiter of waiters) waiter();
      waiters.clear();
    };
    const log = createEventLog((events) => store.appendEvents(initial.id, events), wake);
    const entry: Entry = {
      log,
      waiters,
      get report() {
        return report;
      },
      append(event) {
        log.append(event);
        report = applyEvent(report, event, elapsedMs());
      },
      finish(end) {
        const { unstored: last, nextId } = log.close();
        try {
          store.finish(end, nextId, last);
        } catch (error) {
          remember(unstored, end);
          throw error;
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
      const entry = entries.get(id);
      const events = entry ? entry.log.stored.slice(last) : store.eventsAfter(id, last, batchSize);
      const newest = events.at(-1);
      if (newest !== undefined) {
        yield events;
        last = newest.id;
        if (newest.type === lastEventType) return;
        continue;
      }
      if (entry === undefined) return;
      await nextChange(entry.waiters, signal);
    }
  }

  return {
    start,
    follow,
    find: (id) => entries.get(id)?.report ?? unstored.get(id),
    discard(id) {
      const entry = entries.get(id);
      entry?.log.close();
      entries.delete(id);
      store.remove(id);
      for (const waiter of entry?.waiters ?? []) waiter();
    },
  };
}

function remember(unstored: Map<string, ReportModel>, report: ReportModel): void {
  unstored.set(report.id, report);
  const [oldest] = unstored.keys();
  if (unstored.size > maxUnstored && oldest !== undefined) unstored.delete(oldest);
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
