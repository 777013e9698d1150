// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync } from 'node:fs';

/** Threads of other programs that wanted a core, at equal steps of time. */
export interface OthersTrace {
  readonly everyMs: number;
  readonly threads: readonly number[];
}

const everyMs = 50;

/**
 * Counts, until the returned function is called, the threads of all programs but the given
 * processes and this one that run or wait for a core.
 * @throws Error where there is no /proc of Linux.
 */
export function watchOthers(pids: readonly number[]): () => OthersTrace {
  const threads: number[] = [];
  const read = (): void => {
    const ours = pids.reduce((sum, pid) => sum + runnableOf(pid), 0);
    // This thread runs while it reads.
    threads.push(Math.max(0, runnableOfAll() - ours - 1));
  };
  read();
  const timer = setInterval(read, everyMs);
  const from = performance.now();
  return () => {
    clearInterval(timer);
    // A late timer makes the steps longer than they should be.
    return { everyMs: Math.max(everyMs, (performance.now() - from) / threads.length), threads };
  };
}

/** The fourth field of /proc/loadavg: runnable/all. */
function runnableOfAll(): number {
  const found = Number(/ (\d+)\/\d+ /.exec(readFileSync('/proc/loadavg', 'utf8'))?.[1]);
  if (Number.isNaN(found))
    throw new Error('expected runnable threads in /proc/loadavg, found none');
  return found;
}

function runnableOf(pid: number): number {
  return readdirSync(`/proc/${pid}/task`).filter((tid) => {
    const stat = readFileSync(`/proc/${pid}/task/${tid}/stat`, 'utf8');
    return stat[stat.lastIndexOf(')') + 2] === 'R';
  }).length;
}
