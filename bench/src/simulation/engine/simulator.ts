// SPDX-License-Identifier: Apache-2.0

/** Something that will happen unless it is cancelled. */
export interface Scheduled {
  cancel(): void;
}

/** A clock that jumps from event to event. */
export interface Simulator {
  /** Simulated milliseconds since the start. */
  readonly nowMs: number;
  /** Events that have happened. */
  readonly events: number;
  /**
   * Has something happen later; of events at the same time the one scheduled first comes first.
   * @param delayMs - at least 0.
   */
  after(delayMs: number, action: () => void): Scheduled;
  /** Lets everything up to `untilMs` happen, which is the time afterwards. */
  run(untilMs: number): void;
}

interface Entry {
  readonly atMs: number;
  readonly order: number;
  action: (() => void) | undefined;
}

const isBefore = (a: Entry, b: Entry): boolean =>
  a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);

/** An empty future, at time 0. */
export function createSimulator(): Simulator {
  const heap: Entry[] = [];
  let nowMs = 0;
  let order = 0;
  let events = 0;

  function push(entry: Entry): void {
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(entry, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = entry;
  }

  function pop(): Entry {
    const first = heap[0]!;
    const last = heap.pop()!;
    if (heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!isBefore(heap[child]!, last)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return first;
  }

  return {
    get nowMs() {
      return nowMs;
    },
    get events() {
      return events;
    },
    after(delayMs, action) {
      if (!(delayMs >= 0)) throw new RangeError(`expected a delay of 0 or more, found ${delayMs}`);
      const entry: Entry = { atMs: nowMs + delayMs, order: order++, action };
      push(entry);
      return { cancel: () => void (entry.action = undefined) };
    },
    run(untilMs) {
      while (heap.length > 0 && heap[0]!.atMs <= untilMs) {
        const { atMs, action } = pop();
        if (action === undefined) continue;
        nowMs = atMs;
        events++;
        action();
      }
      nowMs = Math.max(nowMs, untilMs);
    },
  };
}
