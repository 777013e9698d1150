// SPDX-License-Identifier: Apache-2.0
import { computeInBackground } from '@asarg/runtime';
import { parentPort, workerData } from 'node:worker_threads';
import { writeTokens } from './decoder-loop.js';
import { loadDecoderModel, type DecoderModelSpec } from './decoder-model.js';
import type { WorkerReply, WorkerRequest } from './worker-protocol.js';

/** Entry point of the decoder's thread: several texts at once, a step of each in turn. */
async function main(port: NonNullable<typeof parentPort>): Promise<void> {
  computeInBackground();
  const model = await loadDecoderModel(workerData as DecoderModelSpec);
  const running = new Map<number, AbortController>();
  const reply = (message: WorkerReply) => port.postMessage(message);

  async function generate({ id, order }: Extract<WorkerRequest, { kind: 'generate' }>) {
    const abort = new AbortController();
    running.set(id, abort);
    try {
      const emit = (event: Extract<WorkerReply, { kind: 'event' }>['event']) =>
        reply({ kind: 'event', id, event });
      reply({ kind: 'end', id, end: await writeTokens(model, order, emit, abort.signal) });
    } catch (error) {
      reply({ kind: 'failed', id, error: error instanceof Error ? error : new Error(`${error}`) });
    } finally {
      running.delete(id);
    }
  }

  port.on('message', (request: WorkerRequest) => {
    switch (request.kind) {
      case 'generate':
        void generate(request);
        break;
      case 'cancel':
        running.get(request.id)?.abort();
        break;
      case 'close':
        running.forEach((abort) => abort.abort());
        void model.close().then(() => port.close());
        break;
    }
  });
  reply({ kind: 'ready' });
}

if (parentPort === null) {
  throw new Error('expected to run in a worker thread');
}
await main(parentPort);
