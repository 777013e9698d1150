// SPDX-License-Identifier: Apache-2.0
import { parentPort, workerData, type Transferable } from 'node:worker_threads';
import { computeInBackground } from './background-thread.js';
import { portableError, type FromWorker, type ToWorker } from './worker-protocol.js';

/** What a worker answers, and the buffers to move rather than copy. */
export interface WorkerAnswer {
  readonly value: unknown;
  readonly transfer?: readonly Transferable[];
}

/** A worker that is set up. */
export interface WorkerService {
  /** Told to the owner once, when ready. */
  readonly ready: unknown;
  /**
   * Answers one call; what it throws reaches the owner.
   * @param part sends what is ready before the rest.
   */
  call(value: unknown, part: (answer: WorkerAnswer) => void): Promise<WorkerAnswer>;
  close(): Promise<void>;
}

/**
 * The worker's side of `startWorker`: sets up with the data given there, then answers calls one
 * after the other until closed. The thread computes in the background.
 */
export function serveWorker(setUp: (data: unknown) => Promise<WorkerService>): void {
  const port = parentPort;
  if (!port) {
    throw new Error('expected to be run as a worker thread, found the main thread');
  }
  const post = (message: FromWorker, transfer: readonly Transferable[] = []): void =>
    port.postMessage(message, transfer);

  const serve = async (): Promise<void> => {
    computeInBackground();
    const service = await setUp(workerData);
    const part = ({ value, transfer }: WorkerAnswer): void =>
      post({ $case: 'part', value }, transfer);
    const answer = async (value: unknown): Promise<void> => {
      try {
        const { value: result, transfer } = await service.call(value, part);
        post({ $case: 'result', value: result }, transfer);
      } catch (error) {
        post({ $case: 'failed', value: portableError(error) });
      }
    };
    port.on('message', (message: ToWorker) => {
      if (message.$case === 'call') {
        void answer(message.value);
      } else {
        void service.close().finally(() => port.close());
      }
    });
    post({ $case: 'ready', value: service.ready });
  };
  serve().catch((error: unknown) => {
    post({ $case: 'failed', value: portableError(error) });
    port.close();
  });
}
