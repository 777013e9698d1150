// SPDX-License-Identifier: Apache-2.0
import { addTo, attribute, count } from '@asarg/telemetry';
import { ProblemError } from '../http/problem.js';

/** How many reports may be in progress. */
export interface Capacity {
  /** Takes a place and returns how to give it back; throws ProblemError when none is left. */
  acquire(): () => void;
  /** From now on `acquire` throws. */
  close(): void;
  readonly isClosed: boolean;
  /** Resolves when no place is taken. */
  idle(): Promise<void>;
}

/** Places for `limit` reports. */
export function createCapacity(limit: number): Capacity {
  const taken = new Set<symbol>();
  const waiters = new Set<() => void>();
  let isClosed = false;
  return {
    acquire() {
      if (isClosed) throw new ProblemError('draining', 'No new reports are taken any more.');
      if (taken.size >= limit) {
        count('asarg.queue.shed', 1, { [attribute.queue]: 'reports' });
        throw full(limit);
      }
      const place = Symbol('place');
      taken.add(place);
      addTo('asarg.reports.in_progress', 1);
      return () => {
        if (taken.delete(place)) addTo('asarg.reports.in_progress', -1);
        if (taken.size > 0) return;
        for (const waiter of waiters) waiter();
        waiters.clear();
      };
    },
    close() {
      isClosed = true;
    },
    get isClosed() {
      return isClosed;
    },
    idle: () =>
      taken.size === 0 ? Promise.resolve() : new Promise((resolve) => waiters.add(resolve)),
  };
}

function full(limit: number): ProblemError {
  return new ProblemError('too-many-reports', 'The gateway has as many reports as it takes.', {
    expected: `fewer than ${limit} reports in progress`,
    found: `${limit}`,
  });
}
