// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { DecoderModelSpec } from './decoder-model.js';
import type { GenerationEnd, GenerationEvent, GenerationOrder } from './generation-order.js';
import type { WorkerReply, WorkerRequest } from './worker-protocol.js';

/** Projector and decoder in a thread of their own. */
export interface DecoderEngine {
  /**
   * Writes one text; several at once take turns, token by token.
   * @throws the signal's reason as soon as it aborts (the thread stops at its next step), and
   * Error if the networks fail.
   */
  generate(
    order: GenerationOrder,
    onEvent: (event: GenerationEvent) => void,
    signal: AbortSignal,
  ): Promise<GenerationEnd>;
  /** Ends the thread; texts in progress fail. */
  close(): Promise<void>;
}

interface Pending {
  readonly onEvent: (event: GenerationEvent) => void;
  readonly resolve: (end: GenerationEnd) => void;
  readonly reject: (error: unknown) => void;
}

// Under a test runner that transforms sources on the fly the worker still needs compiled code.
const workerUrl = new URL(
  import.meta.url.endsWith('.ts') ? '../../dist/decode/decoder-worker.js' : './decoder-worker.js',
  import.meta.url,
);

/**
 * Starts the thread and loads the networks. A thread that dies fails its texts; the next text
 * starts another.
 * @throws Error if the networks cannot be loaded.
 */
export async function startDecoderEngine(spec: DecoderModelSpec): Promise<DecoderEngine> {
  const pending = new Map<number, Pending>();
  let nextId = 0;
  let closed = false;
  let current: Promise<Worker> | undefined = start();

  async function start(): Promise<Worker> {
    const worker = new Worker(workerUrl, { workerData: spec });
    const died = (error: Error) => {
      current = undefined;
      pending.forEach(({ reject }) => reject(error));
      pending.clear();
    };
    worker.on('message', (reply: WorkerReply) => receive(reply));
    try {
      await once(worker, 'message');
    } catch (error) {
      current = undefined;
      throw error;
    }
    worker.on('error', died);
    worker.on('exit', (code) => died(new Error(`the decoder's thread ended with code ${code}`)));
    return worker;
  }

  function receive(reply: WorkerReply): void {
    if (reply.kind === 'ready') {
      return;
    }
    const text = pending.get(reply.id);
    switch (reply.kind) {
      case 'event':
        text?.onEvent(reply.event);
        break;
      case 'end':
        pending.delete(reply.id);
        text?.resolve(reply.end);
        break;
      case 'failed':
        pending.delete(reply.id);
        text?.reject(reply.error);
        break;
    }
  }

  await current;
  return {
    async generate(order, onEvent, signal) {
      signal.throwIfAborted();
      if (closed) {
        throw new Error('the decoder is closed');
      }
      const worker = await (current ??= start());
      signal.throwIfAborted();
      const id = nextId++;
      const send = (request: WorkerRequest) => worker.postMessage(request, []);
      return new Promise<GenerationEnd>((resolve, reject) => {
        const cancel = () => {
          pending.delete(id);
          send({ kind: 'cancel', id });
          reject(signal.reason);
        };
        signal.addEventListener('abort', cancel, { once: true });
        const settled =
          <T>(settle: (value: T) => void) =>
          (value: T) => {
            signal.removeEventListener('abort', cancel);
            settle(value);
          };
        pending.set(id, { onEvent, resolve: settled(resolve), reject: settled(reject) });
        send({ kind: 'generate', id, order });
      });
    },
    async close() {
      closed = true;
      const worker = await current?.catch(() => undefined);
      if (worker !== undefined) {
        const exited = once(worker, 'exit');
        worker.postMessage({ kind: 'close' } satisfies WorkerRequest, []);
        await exited;
      }
    },
  };
}
