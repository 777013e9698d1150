// SPDX-License-Identifier: Apache-2.0
import { shareOut } from './share-out.js';
import type { Scheduled, Simulator } from './simulator.js';
import { createTimeAverage, type TimeAverage } from './time-average.js';

/** What has to be computed. */
export interface Work {
  /** Processor time in milliseconds, of all its threads. */
  readonly cpuMs: number;
  /** Cores that it can use at once; fractions are threads that wait now and then. @default 1 */
  readonly threads?: number;
  /** Its claim among our own when cores are scarce, of each of its threads. @default 1 */
  readonly weight?: number;
}

export interface ProcessorOptions {
  readonly cores: number;
  /** Threads of others that always want a core; may be fractional. @default 0 */
  readonly others?: number;
}

/** Cores that share themselves out among what runs, as an operating system does. */
export interface Processor {
  readonly cores: number;
  /** Cores in use by our work: its mean is the utilisation times the number of cores. */
  readonly busyCores: TimeAverage;
  /** Cores in use by the others. */
  readonly othersCores: TimeAverage;
  run(work: Work, done: () => void): void;
  /** From now on so many threads of others want a core. */
  setOthers(threads: number): void;
}

interface Task {
  readonly cap: number;
  readonly claim: number;
  readonly done: () => void;
  leftMs: number;
  rate: number;
}

// Below a nanosecond nothing is left but the rounding of floating point numbers.
const nothingMs = 1e-6;

/** Cores shared in proportion to weights; no task gets more than it has threads for. */
export function createProcessor(
  simulator: Simulator,
  { cores, others: othersAtFirst = 0 }: ProcessorOptions,
): Processor {
  if (!(cores > 0)) throw new RangeError(`expected more than 0 cores, found ${cores}`);
  const tasks = new Set<Task>();
  let others = othersAtFirst;
  const busyCores = createTimeAverage({ clock: simulator });
  const othersCores = createTimeAverage({ clock: simulator });
  othersCores.set(Math.min(others, cores));
  let settledMs = 0;
  let next: Scheduled | undefined;

  /** Takes off what was done since the rates last changed. */
  function settle(): void {
    const passedMs = simulator.nowMs - settledMs;
    settledMs = simulator.nowMs;
    if (passedMs <= 0) return;
    for (const task of tasks) task.leftMs -= passedMs * task.rate;
  }

  function plan(): void {
    next?.cancel();
    next = undefined;
    shareOut([...tasks], cores, others);
    let soonestMs = Infinity;
    let used = 0;
    for (const task of tasks) {
      used += task.rate;
      soonestMs = Math.min(soonestMs, Math.max(0, task.leftMs) / task.rate);
    }
    busyCores.set(used);
    othersCores.set(Math.min(others, cores - used));
    if (soonestMs < Infinity) next = simulator.after(soonestMs, finish);
  }

  function finish(): void {
    settle();
    const ended = [...tasks].filter(({ leftMs }) => leftMs <= nothingMs);
    for (const task of ended) tasks.delete(task);
    plan();
    for (const { done } of ended) done();
  }

  return {
    cores,
    busyCores,
    othersCores,
    run({ cpuMs, threads = 1, weight = 1 }, done) {
      settle();
      const cap = Math.min(threads, cores);
      tasks.add({ cap, claim: weight * threads, done, leftMs: cpuMs, rate: 0 });
      plan();
    },
    setOthers(threads) {
      settle();
      others = threads;
      plan();
    },
  };
}
