// SPDX-License-Identifier: Apache-2.0
import type { CpuCurve } from './cpu-curve.js';
import { processBytes, type ProcessBytes } from './process-bytes.js';
import { threadCpuMs, threadsOf, type ThreadId } from './thread-times.js';

/** What a process did while it was watched. */
export interface ProcessRecord {
  /** Of the main thread, and of all worker threads together. */
  readonly main: CpuCurve;
  readonly worker: CpuCurve;
  /** Processor time of each worker thread, in milliseconds. */
  readonly workersMs: readonly number[];
  /** Processor time of all other threads, in milliseconds. */
  readonly backgroundMs: number;
  readonly bytes: ProcessBytes;
}

const everyMs = 4;

/**
 * Watches the threads of processes until the returned function is called, which gives a record by
 * name. Moments are milliseconds since the epoch.
 */
export function watchThreads(
  pids: Readonly<Record<string, number>>,
): () => Record<string, ProcessRecord> {
  const watched = Object.entries(pids).map(([name, pid]) => watchProcess(name, pid));
  const timer = setInterval(() => watched.forEach(({ read }) => read()), everyMs);
  return () => {
    clearInterval(timer);
    return Object.fromEntries(watched.map(({ name, end }) => [name, end()]));
  };
}

function watchProcess(name: string, pid: number) {
  const threads = threadsOf(pid);
  const of = (kind: ThreadId['kind']): ThreadId[] => threads.filter((one) => one.kind === kind);
  const [mains, workers, background] = [of('main'), of('worker'), of('background')];
  const workersBefore = workers.map(threadCpuMs);
  const backgroundBefore = total(background);
  const bytesBefore = processBytes(pid);
  const atMs: number[] = [];
  const [mainMs, workerMs]: number[][] = [[], []];
  const read = (): void => {
    atMs.push(performance.timeOrigin + performance.now());
    mainMs!.push(total(mains));
    workerMs!.push(total(workers));
  };
  read();
  return {
    name,
    read,
    end(): ProcessRecord {
      read();
      const bytes = processBytes(pid);
      return {
        main: { atMs, cpuMs: mainMs! },
        worker: { atMs, cpuMs: workerMs! },
        workersMs: workers.map((one, at) => threadCpuMs(one) - workersBefore[at]!),
        backgroundMs: Math.max(0, total(background) - backgroundBefore),
        bytes: {
          bytesIn: bytes.bytesIn - bytesBefore.bytesIn,
          bytesOut: bytes.bytesOut - bytesBefore.bytesOut,
        },
      };
    },
  };
}

const total = (threads: readonly ThreadId[]): number =>
  threads.reduce((sum, one) => sum + threadCpuMs(one), 0);
