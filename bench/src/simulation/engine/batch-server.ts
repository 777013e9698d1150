// SPDX-License-Identifier: Apache-2.0
import type { Simulator } from './simulator.js';
import { createTimeAverage, type TimeAverage } from './time-average.js';

export interface BatchServerOptions<Job> {
  /** Jobs taken together at most. */
  readonly maxBatch: number;
  /** Jobs that may wait besides those that run. */
  readonly maxWaiting: number;
  /** Runs jobs together. */
  readonly run: (jobs: readonly Job[], done: () => void) => void;
}

/** A queue whose waiting jobs are taken together when the ones before are done. */
export interface BatchServer<Job> {
  readonly waiting: TimeAverage;
  /** Jobs that run. */
  readonly running: TimeAverage;
  /** Runs so far, and jobs in them. */
  readonly taken: { readonly runs: number; readonly jobs: number };
  /** @returns false if the queue is full: the job is refused. */
  submit(job: Job, done: () => void): boolean;
  /** Takes a job out that still waits. @returns whether it did. */
  leave(job: Job): boolean;
}

/** The rule of a specialist's queue: run at once what waits, up to `maxBatch`; hold nobody back. */
export function createBatchServer<Job>(
  simulator: Simulator,
  { maxBatch, maxWaiting, run }: BatchServerOptions<Job>,
): BatchServer<Job> {
  const line = new Map<Job, () => void>();
  const waiting = createTimeAverage({ clock: simulator });
  const running = createTimeAverage({ clock: simulator });
  const taken = { runs: 0, jobs: 0 };

  function next(): void {
    const batch: [Job, () => void][] = [];
    for (const entry of line) {
      if (batch.length === maxBatch) break;
      batch.push(entry);
      line.delete(entry[0]);
    }
    waiting.set(line.size);
    running.set(batch.length);
    if (batch.length === 0) return;
    taken.runs++;
    taken.jobs += batch.length;
    run(
      batch.map(([job]) => job),
      () => {
        next();
        for (const [, done] of batch) done();
      },
    );
  }

  return {
    waiting,
    running,
    taken,
    submit(job, done) {
      if (running.value > 0 && line.size >= maxWaiting) return false;
      line.set(job, done);
      if (running.value > 0) waiting.set(line.size);
      else next();
      return true;
    },
    leave(job) {
      const left = line.delete(job);
      waiting.set(line.size);
      return left;
    },
  };
}
