// SPDX-License-Identifier: Apache-2.0
import type { LoadReport } from '@asarg/service-kit/load';

/**
 * How loaded the instances of a service are, each by its address. The one notion of load of the
 * mesh: callers of specialists and the balancer of channels both choose by it.
 */
export interface LoadBook {
  /** A call of ours begins on an instance. */
  enter(id: string): void;
  /** It has ended. */
  leave(id: string): void;
  /** What an instance says it has to do; told after `leave` by a call that ended with it. */
  hear(id: string, report: LoadReport): void;
  /**
   * Calls on an instance per call that it can work on at once: ours in flight, and those of others
   * by its last report, which count less the older it is.
   */
  of(id: string): number;
  /** Calls of ours in flight on an instance. */
  inFlight(id: string): number;
  /** Calls an instance can work on at once; the mean of the others' as long as it has not told. */
  capacityOf(id: string): number;
  /** Forgets what an instance reported, which is gone or begins anew; its calls still leave. */
  forget(id: string): void;
  /** Instances with calls in flight or a report. */
  readonly ids: readonly string[];
}

export interface LoadBookOptions {
  /** A clock that only goes forward, in milliseconds. @default performance.now */
  readonly now?: () => number;
}

/** Milliseconds after which what was reported of others' calls counts no more. */
const fadeMs = 5_000;

interface Heard {
  readonly capacity: number;
  /** Calls of others when it was heard. */
  readonly others: number;
  readonly atMs: number;
}

/** Nothing is in flight, and nothing is known. */
export function createLoadBook({ now = () => performance.now() }: LoadBookOptions = {}): LoadBook {
  const counts = new Map<string, number>();
  const heard = new Map<string, Heard>();

  const inFlight = (id: string): number => counts.get(id) ?? 0;

  function othersOf(id: string): number {
    const last = heard.get(id);
    return last === undefined || last.others === 0
      ? 0
      : last.others * Math.max(0, 1 - (now() - last.atMs) / fadeMs);
  }

  function capacityOf(id: string): number {
    const known = heard.get(id);
    if (known !== undefined) {
      return known.capacity;
    }
    // Not 1: beside large ones it would get next to nothing, and so never tell.
    const sum = [...heard.values()].reduce((total, { capacity }) => total + capacity, 0);
    return heard.size === 0 ? 1 : sum / heard.size;
  }

  return {
    enter(id) {
      counts.set(id, inFlight(id) + 1);
    },
    leave(id) {
      const left = inFlight(id) - 1;
      if (left > 0) {
        counts.set(id, left);
      } else {
        counts.delete(id);
      }
    },
    hear(id, { waiting, running, capacity }) {
      const others = Math.max(0, waiting + running - inFlight(id));
      heard.set(id, { capacity, others, atMs: now() });
    },
    of: (id) => (inFlight(id) + othersOf(id)) / capacityOf(id),
    inFlight,
    capacityOf,
    forget(id) {
      heard.delete(id);
    },
    get ids() {
      return [...new Set([...counts.keys(), ...heard.keys()])];
    },
  };
}
