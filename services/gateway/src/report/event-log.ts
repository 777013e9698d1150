// SPDX-License-Identifier: Apache-2.0
import type { StoredEvent } from '../store/report-store.js';
import type { ReportEvent } from './report-event.js';

/** The events of one report in progress. */
export interface EventLog {
  /** Those stored so far, in order: `stored[i].id` is i + 1. */
  readonly stored: readonly StoredEvent[];
  /** Adds an event. Throws what storing an earlier one threw. */
  append(event: ReportEvent): void;
  /** Ends the log. Returns the events that are not stored, and the id after the last one. */
  close(): { readonly unstored: readonly StoredEvent[]; readonly nextId: number };
}

/** Longest time until an event is stored and told of: tokens come every few milliseconds. */
const groupMs = 20;

/**
 * A log that stores its events in groups, one transaction each, by calling `store`; an event is
 * told of, by calling `onStored`, only when it is stored.
 */
export function createEventLog(
  store: (events: readonly StoredEvent[]) => void,
  onStored: () => void,
): EventLog {
  const stored: StoredEvent[] = [];
  let group: StoredEvent[] = [];
  let timer: NodeJS.Timeout | undefined;
  let failure: { readonly error: unknown } | undefined;

  function storeGroup(): void {
    timer = undefined;
    try {
      store(group);
    } catch (error) {
      failure = { error };
      return;
    }
    stored.push(...group);
    group = [];
    onStored();
  }

  return {
    stored,
    append({ type, data }) {
      if (failure !== undefined) throw failure.error;
      const id = stored.length + group.length + 1;
      group.push({ id, type, data: JSON.stringify(data) });
      timer ??= setTimeout(storeGroup, groupMs);
    },
    close() {
      clearTimeout(timer);
      return { unstored: group, nextId: stored.length + group.length + 1 };
    },
  };
}
