// SPDX-License-Identifier: Apache-2.0

/** Something that has to be done before a point in time. */
export interface Urgent {
  /** Milliseconds since the epoch; Infinity if it can wait for ever. */
  readonly deadlineAtMs: number;
}

/** A line that the earliest deadline leaves first; of equal ones, the one that came first. */
export interface UrgencyLine<T extends Urgent> {
  readonly size: number;
  /** The one that leaves last. */
  readonly last: T | undefined;
  /** How many would be before a newcomer with this deadline. */
  ahead(deadlineAtMs: number): number;
  add(item: T): void;
  /** Takes out the first. */
  shift(): T | undefined;
  /** Takes out one from anywhere; false if it is not in the line. */
  remove(item: T): boolean;
  /** Takes out all. */
  clear(): T[];
}

/** An empty line. Adding costs the move of what is behind: lines are bounded. */
export function createUrgencyLine<T extends Urgent>(): UrgencyLine<T> {
  const items: T[] = [];

  /** Index after all whose deadline is not later. */
  function ahead(deadlineAtMs: number): number {
    let low = 0;
    let high = items.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (items[middle]!.deadlineAtMs <= deadlineAtMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    get size() {
      return items.length;
    },
    get last() {
      return items.at(-1);
    },
    ahead,
    add: (item) => void items.splice(ahead(item.deadlineAtMs), 0, item),
    shift: () => items.shift(),
    remove(item) {
      const at = items.indexOf(item);
      if (at >= 0) items.splice(at, 1);
      return at >= 0;
    },
    clear: () => items.splice(0),
  };
}
