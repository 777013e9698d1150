// SPDX-License-Identifier: Apache-2.0
import { Worker } from 'node:worker_threads';
import type { RenderOptions } from '../display/render-display.js';
import { ImagingError } from '../imaging-error.js';
import type { Radiograph } from '../radiograph.js';
import type {
  DecodedRadiograph,
  ImagingJobs,
  JobName,
  JobReply,
  JobRequest,
} from './worker-protocol.js';

/** The CPU-heavy functions of this package, in a thread of their own. */
export interface ImagingWorker {
  /** `readRadiograph`, then `toFrame`. The caller keeps its bytes. */
  decode(bytes: Uint8Array): Promise<DecodedRadiograph>;
  /** As the function of the same name. */
  renderDisplay(radiograph: Radiograph, options?: RenderOptions): Promise<Uint8Array>;
  /** Ends the thread; jobs under way or waiting fail with an Error. */
  close(): Promise<void>;
}

export interface ImagingWorkerOptions {
  /** Longest time for one job, in milliseconds, from its start. @default 30000 */
  readonly timeoutMs?: number;
  /** JavaScript heap of the thread in MiB (pixels are outside of it). @default 512 */
  readonly maxHeapMb?: number;
}

interface Job {
  readonly request: JobRequest;
  readonly transfer: ArrayBuffer[];
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/**
 * Starts a thread that decodes and renders, one job at a time in the order of the calls; what is to
 * be decoded goes first, as a report waits for it. A job that crashes the thread or outlives
 * `timeoutMs` fails with ImagingError 'corrupt' and the thread is replaced, so that a hostile file
 * costs one request and nothing else.
 */
export function createImagingWorker(options: ImagingWorkerOptions = {}): ImagingWorker {
  const { timeoutMs = 30_000, maxHeapMb = 512 } = options;
  const waiting: Job[] = [];
  let running: Job | undefined;
  let deadline: NodeJS.Timeout | undefined;
  let thread: Worker | undefined;
  let closed = false;

  const settle = (finish: (job: Job) => void): void => {
    const job = running;
    clearTimeout(deadline);
    running = undefined;
    thread?.unref();
    if (job) finish(job);
    startNext();
  };

  const replaceAfter = (failed: Worker, message: string): void => {
    if (thread !== failed) return;
    thread = undefined;
    void failed.terminate();
    settle((job) => job.reject(new ImagingError('corrupt', message)));
  };

  const startThread = (): Worker => {
    const started = new Worker(new URL('./imaging-thread.js', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: maxHeapMb },
      // The thread prints nothing; a codec that tries to must not reach the service's stdout.
      stdout: true,
      stderr: true,
    });
    const crashed = 'expected an image that can be decoded, found one that crashed the decoder';
    started.on('message', (reply: JobReply) => {
      if (thread !== started) return;
      settle((job) => {
        if (reply.ok) job.resolve(reply.result);
        else job.reject(new ImagingError(reply.code, reply.message));
      });
    });
    started.on('error', () => replaceAfter(started, crashed));
    started.on('exit', () => replaceAfter(started, crashed));
    started.stdout.resume();
    started.stderr.resume();
    return started;
  };

  const startNext = (): void => {
    if (running || closed) return;
    const first = waiting.findIndex(({ request }) => request.name === 'decode');
    [running] = waiting.splice(Math.max(0, first), 1);
    if (!running) return;
    const current = (thread ??= startThread());
    current.ref();
    deadline = setTimeout(
      () =>
        replaceAfter(
          current,
          `expected decoding to end within ${timeoutMs} ms, found it still running`,
        ),
      timeoutMs,
    );
    current.postMessage(running.request, running.transfer);
  };

  const submit = <Name extends JobName>(
    name: Name,
    argument: ImagingJobs[Name]['argument'],
    transfer: ArrayBuffer[] = [],
  ): Promise<ImagingJobs[Name]['result']> =>
    new Promise((resolve, reject) => {
      if (closed) {
        reject(new Error('the imaging worker is closed'));
        return;
      }
      const request = { name, argument } as JobRequest;
      waiting.push({ request, transfer, resolve: resolve as (result: unknown) => void, reject });
      startNext();
    });

  return {
    decode(bytes) {
      // A copy: posting a view of a pooled buffer would send the whole pool.
      const own = Uint8Array.from(bytes);
      return submit('decode', { bytes: own }, [own.buffer]);
    },
    renderDisplay: (radiograph, render = {}) =>
      submit('renderDisplay', { radiograph, options: render }),
    async close() {
      closed = true;
      clearTimeout(deadline);
      const ending = thread;
      thread = undefined;
      const open = running ? [running, ...waiting] : [...waiting];
      running = undefined;
      waiting.length = 0;
      for (const job of open) job.reject(new Error('the imaging worker was closed'));
      await ending?.terminate();
    },
  };
}
