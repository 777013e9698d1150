// SPDX-License-Identifier: Apache-2.0
import { createRunningMean } from '@asarg/service-kit';
import { addTo, attribute, count, observe } from '@asarg/telemetry';
import type { Client } from '../access/client.js';
import { ClientGoneError, ProblemError } from '../http/problem.js';
import { createFairLine } from './fair-line.js';
import { draining, full, roomFull, tooLate, waitedTooLong } from './refusals.js';

/** Who wants a place, and for how long it waits. */
export interface Applicant {
  readonly client: Client;
  /** Milliseconds within which it wants to be taken on. @default no limit of its own */
  readonly takenWithinMs?: number;
  /** Milliseconds within which it wants the report. @default no limit of its own */
  readonly doneWithinMs?: number;
  /** Aborted when it has gone. */
  readonly signal?: AbortSignal;
}

/** A place for one report. */
export interface Place {
  /** Whether it had to be waited for. */
  readonly isAwaited: boolean;
  /** Gives it back; later calls do nothing. */
  release(): void;
}

/** How many reports may be in progress, and how many requests may wait for that. */
export interface Capacity {
  /**
   * Takes a place, at once or when its turn comes.
   * @throws ProblemError too-many-reports at once if it cannot wait or would wait too long; later if
   * others have more right to its place in the line, or it waited too long; draining when closed;
   * ClientGoneError when the signal aborts.
   */
  acquire(applicant: Applicant): Promise<Place>;
  /** From now on `acquire` throws, and nobody waits any more. */
  close(): void;
  readonly isClosed: boolean;
  /** Resolves when no place is taken. */
  idle(): Promise<void>;
}

export interface CapacityOptions {
  /** Reports in progress at most. */
  readonly limit: number;
  /** Requests that may wait for a place. */
  readonly maxWaiting: number;
}

/** A request in the line. */
interface Waiting {
  readonly client: Client;
  readonly enter: (place: Place) => void;
  readonly refuse: (error: Error) => void;
}

/**
 * Longest that a request waits, in milliseconds: its upload has to follow within the time that a
 * whole request may take to arrive.
 */
const longestWaitMs = 60_000;

const queue = { [attribute.queue]: 'reports' };

/** Places for reports, and a line in front of them with fair shares for clients. */
export function createCapacity({ limit, maxWaiting }: CapacityOptions): Capacity {
  const taken = new Map<Client, number>();
  const line = createFairLine<Waiting>();
  /** Milliseconds that a place is held. */
  const held = createRunningMean(16);
  const idlers = new Set<() => void>();
  let total = 0;
  let isClosed = false;
  const unobserve = observe('asarg.queue.depth', (result) => result.observe(line.size, queue));

  const mayHave = (client: Client): boolean =>
    total < limit && (taken.get(client) ?? 0) < client.maxInProgress;

  function take(client: Client, isAwaited: boolean): Place {
    const sinceMs = performance.now();
    let isHeld = true;
    total++;
    taken.set(client, (taken.get(client) ?? 0) + 1);
    addTo('asarg.reports.in_progress', 1);
    tell(client, 'admitted');
    return {
      isAwaited,
      release() {
        if (!isHeld) return;
        isHeld = false;
        held.record(performance.now() - sinceMs);
        total--;
        taken.set(client, taken.get(client)! - 1);
        addTo('asarg.reports.in_progress', -1);
        letIn();
        if (total > 0) return;
        for (const idler of idlers) idler();
        idlers.clear();
      },
    };
  }

  function letIn(): void {
    for (let next = line.next(mayHave); next; next = line.next(mayHave)) {
      next.enter(take(next.client, true));
    }
  }

  /** Milliseconds until `count` of `places` that are all taken have become free; 0 if not known. */
  const untilFreeMs = (count: number, places: number): number =>
    (count * (held.value ?? 0)) / places;

  /** Milliseconds until a newcomer of a client has its turn, by its place and how long one is held. */
  function waitOf(client: Client): number {
    const own = line.of(client) + 1;
    const places = Math.min(limit, client.maxInProgress);
    return Math.max(untilFreeMs(line.ahead(client) + 1, limit), untilFreeMs(own, places));
  }

  /** Makes room in the line for a newcomer, or throws. */
  function admit({ client, takenWithinMs, doneWithinMs }: Applicant): void {
    const waitMs = waitOf(client);
    if (maxWaiting === 0) throw full(limit, waitMs);
    if (takenWithinMs !== undefined && waitMs > takenWithinMs) throw tooLate(takenWithinMs, waitMs);
    const doneMs = waitMs + (held.value ?? 0);
    if (doneWithinMs !== undefined && doneMs > doneWithinMs) throw tooLate(doneWithinMs, doneMs);
    if (line.size < maxWaiting) return;
    const crowd = line.mostCrowded(client);
    const refusal = roomFull(maxWaiting, line.of(crowd), waitOf(crowd));
    const dropped = crowd === client ? undefined : line.dropNewest(crowd);
    if (dropped === undefined) throw refusal;
    dropped.refuse(refusal);
  }

  function wait(applicant: Applicant): Promise<Place> {
    const { client, takenWithinMs = Infinity, doneWithinMs = Infinity, signal } = applicant;
    const { promise, resolve, reject } = Promise.withResolvers<Place>();
    const patienceMs = Math.min(longestWaitMs, takenWithinMs, doneWithinMs);
    const settled = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onGone);
    };
    const waiting: Waiting = {
      client,
      enter(place) {
        settled();
        resolve(place);
      },
      refuse(error) {
        settled();
        if (error instanceof ProblemError) tellShed(client);
        reject(error);
      },
    };
    const leave = (error: Error): void => {
      line.remove(client, waiting);
      waiting.refuse(error);
    };
    const onGone = (): void => leave(new ClientGoneError('the client left while it waited'));
    const timer = setTimeout(() => leave(waitedTooLong(patienceMs, waitOf(client))), patienceMs);
    signal?.addEventListener('abort', onGone, { once: true });
    line.add(client, waiting);
    return promise;
  }

  return {
    async acquire(applicant) {
      const { client, signal } = applicant;
      if (isClosed) throw draining();
      if (signal?.aborted) throw new ClientGoneError('the client left before it waited');
      // Whoever waits while places are free may not have one now.
      if (mayHave(client)) return take(client, false);
      try {
        admit(applicant);
      } catch (error) {
        tellShed(client);
        throw error;
      }
      return wait(applicant);
    },
    close() {
      isClosed = true;
      unobserve();
      for (const waiting of line.clear()) waiting.refuse(draining());
    },
    get isClosed() {
      return isClosed;
    },
    idle: () => (total === 0 ? Promise.resolve() : new Promise((resolve) => idlers.add(resolve))),
  };
}

function tell({ name }: Client, admission: 'admitted' | 'refused'): void {
  count('asarg.client.requests', 1, {
    [attribute.client]: name,
    [attribute.admission]: admission,
  });
}

function tellShed(client: Client): void {
  count('asarg.queue.shed', 1, queue);
  tell(client, 'refused');
}
