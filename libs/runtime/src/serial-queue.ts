// SPDX-License-Identifier: Apache-2.0

/** Thrown when a queue is full. */
export class QueueFullError extends Error {
  override readonly name = 'QueueFullError';

  constructor(readonly maxWaiting: number) {
    super(`expected at most ${maxWaiting} waiting requests, found the queue full`);
  }
}

export interface SerialQueueOptions {
  /** Tasks that may wait besides the one that runs. @default Infinity */
  readonly maxWaiting?: number;
}

/** Runs tasks one after the other, in the order they came. */
export interface SerialQueue {
  /** Tasks waiting, without the one that runs. */
  readonly waiting: number;
  /**
   * Runs the task when its turn comes and gives its result. A task whose signal is aborted while
   * it waits leaves the queue at once and is never run; one that runs is not interrupted.
   * @throws QueueFullError at once if too many wait; the signal's reason; what the task throws.
   */
  run<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T>;
}

interface Waiting {
  start(): void;
}

export function createSerialQueue({ maxWaiting = Infinity }: SerialQueueOptions = {}): SerialQueue {
  const waiting = new Set<Waiting>();
  let busy = false;

  async function take<T>(task: () => Promise<T>): Promise<T> {
    busy = true;
    try {
      return await task();
    } finally {
      busy = false;
      const [next] = waiting;
      if (next) {
        waiting.delete(next);
        next.start();
      }
    }
  }

  function wait<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const leave = (): void => {
        waiting.delete(entry);
        reject(signal?.reason);
      };
      const entry: Waiting = {
        start() {
          signal?.removeEventListener('abort', leave);
          resolve(take(task));
        },
      };
      signal?.addEventListener('abort', leave, { once: true });
      waiting.add(entry);
    });
  }

  return {
    get waiting() {
      return waiting.size;
    },
    async run(task, signal) {
      signal?.throwIfAborted();
      if (!busy) {
        return take(task);
      }
      if (waiting.size >= maxWaiting) {
        throw new QueueFullError(maxWaiting);
      }
      return wait(task, signal);
    },
  };
}
