// SPDX-License-Identifier: Apache-2.0
import { Worker, type Transferable } from 'node:worker_threads';
import { createSerialQueue } from './serial-queue.js';
import { errorOfPortable, type FromWorker, type ToWorker } from './worker-protocol.js';

export interface CallOptions {
  /** Ends the wait; a call that was not sent yet is never sent. */
  readonly signal?: AbortSignal;
  /** Buffers to move rather than copy. */
  readonly transfer?: readonly Transferable[];
  /** Called when the call's turn has come, right before it is sent; may throw to refuse it. */
  readonly onStart?: () => void;
  /** Called with each part that the worker sends before its answer. */
  readonly onPart?: (value: unknown) => void;
}

/** A running worker thread that answers calls one after the other. */
export interface WorkerHandle {
  /** What the worker told when it was ready. */
  readonly ready: unknown;
  /** Calls that wait for their turn. */
  readonly waiting: number;
  /** Resolves when the thread ends, with the error that ended it unless it was closed. */
  readonly ended: Promise<Error | undefined>;
  /** @throws QueueFullError, the signal's reason, or what the worker threw. */
  call(value: unknown, options?: CallOptions): Promise<unknown>;
  /** Lets the call in progress finish, fails those that wait, and ends the thread. */
  close(): Promise<void>;
}

export interface WorkerOptions {
  /** Calls that may wait besides the one in progress. @default Infinity */
  readonly maxWaiting?: number;
}

/**
 * Starts a module that calls `serveWorker` as a worker thread.
 * @param data given to the worker's set-up, copied.
 * @throws what the set-up throws.
 */
export async function startWorker(
  module: URL,
  data: unknown,
  options: WorkerOptions = {},
): Promise<WorkerHandle> {
  const worker = new Worker(module, { workerData: data });
  const queue = createSerialQueue(options);
  const closing = new AbortController();
  let answer = Promise.withResolvers<FromWorker>();
  let takePart: ((value: unknown) => void) | undefined;
  let closed = false;

  const ended = new Promise<Error | undefined>((resolve) => {
    let failure: Error | undefined;
    worker.on('error', (error: Error) => {
      failure = error;
    });
    worker.on('exit', (code) => {
      const unexpected = failure ?? new Error(`the worker thread ended with exit code ${code}`);
      closing.abort(unexpected);
      answer.promise.catch(() => {});
      answer.reject(unexpected);
      resolve(closed ? undefined : unexpected);
    });
  });
  worker.on('message', (message: FromWorker) => {
    if (message.$case === 'part') {
      takePart?.(message.value);
    } else {
      answer.resolve(message);
    }
  });

  async function nextAnswer(): Promise<unknown> {
    const message = await answer.promise;
    answer = Promise.withResolvers();
    if (message.$case === 'failed') {
      throw errorOfPortable(message.value);
    }
    return message.value;
  }

  const post = (message: ToWorker, transfer: readonly Transferable[] = []): void =>
    worker.postMessage(message, transfer);

  const ready = await nextAnswer();
  return {
    ready,
    ended,
    get waiting() {
      return queue.waiting;
    },
    call(value, { signal, transfer, onStart, onPart } = {}) {
      const until = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal;
      const call = queue.run(() => {
        onStart?.();
        takePart = onPart;
        post({ $case: 'call', value }, transfer);
        return nextAnswer();
      }, until);
      return signal ? Promise.race([call, rejection(signal)]) : call;
    },
    async close() {
      closed = true;
      closing.abort(new Error('the worker was closed'));
      // After the call in progress: what it uses must not be freed under it.
      await queue.run(async () => post({ $case: 'close' }));
      await ended;
    },
  };
}

function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
