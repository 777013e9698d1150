// SPDX-License-Identifier: Apache-2.0
import type { Processor, Work } from './processor.js';
import type { Simulator } from './simulator.js';
import { createTimeAverage, type TimeAverage } from './time-average.js';

/** A thread with its event loop: one thing after the other, in order of arrival. */
export interface Thread {
  /** 1 while it works, waiting for a core included: its mean is the thread's utilisation. */
  readonly busy: TimeAverage;
  /** Things that wait for their turn. */
  readonly waiting: TimeAverage;
  run(work: Work, done: () => void): void;
}

export function createThread(simulator: Simulator, processor: Processor): Thread {
  const line: { readonly work: Work; readonly done: () => void }[] = [];
  const busy = createTimeAverage({ clock: simulator });
  const waiting = createTimeAverage({ clock: simulator });
  // An index, because taking the first off a long array moves all the others.
  let first = 0;

  function start(work: Work, done: () => void): void {
    busy.set(1);
    processor.run(work, () => {
      if (first < line.length) {
        const next = line[first++]!;
        waiting.add(-1);
        if (first === line.length) line.length = first = 0;
        start(next.work, next.done);
      } else {
        busy.set(0);
      }
      done();
    });
  }

  return {
    busy,
    waiting,
    run(work, done) {
      if (busy.value === 0) return start(work, done);
      line.push({ work, done });
      waiting.add(1);
    },
  };
}
