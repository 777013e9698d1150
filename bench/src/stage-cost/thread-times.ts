// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync } from 'node:fs';

/** A thread of a process. */
export interface ThreadId {
  readonly pid: number;
  readonly tid: number;
  readonly kind: 'main' | 'worker' | 'background';
}

/**
 * The threads of a process of Node: its main thread, its worker threads with the pools of their
 * networks, and what collects garbage, compiles, compresses and reads files.
 * @throws Error where there is no /proc of Linux.
 */
export function threadsOf(pid: number): ThreadId[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map((name) => {
      const tid = Number(name);
      const comm = readFileSync(`/proc/${pid}/task/${name}/comm`, 'utf8').trim();
      const kind = tid === pid ? 'main' : comm === 'WorkerThread' ? 'worker' : 'background';
      return { pid, tid, kind };
    });
  } catch (cause) {
    throw new Error('expected /proc of Linux to tell of threads, found none', { cause });
  }
}

/** Processor time of a thread so far in milliseconds, to the nanosecond; 0 of one that has ended. */
export function threadCpuMs({ pid, tid }: ThreadId): number {
  try {
    const [nanoseconds = '0'] = readFileSync(`/proc/${pid}/task/${tid}/schedstat`, 'utf8').split(
      ' ',
    );
    return Number(nanoseconds) / 1e6;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return 0;
    throw new Error('expected schedstat of Linux to tell processor times, found none', {
      cause: error,
    });
  }
}
