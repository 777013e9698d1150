// SPDX-License-Identifier: Apache-2.0
/**
 * The one place that knows onnxruntime: networks in worker threads, execution providers.
 *
 * ```ts
 * import { createSession } from '@asarg/runtime';
 *
 * const session = await createSession({ modelPath: 'model.onnx', executionProvider: 'cpu', threads: 1 });
 * const image = { dtype: 'float32', shape: [1, 1, 256, 256], data: new Float32Array(65536) } as const;
 * const { latent } = await session.run({ image }, ['latent'], { transfer: true });
 * process.stdout.write(`${latent?.shape}\n`);
 * await session.close();
 * ```
 */
export { createSession } from './create-session.js';
export { createLocalSession } from './local-session.js';
export { openNetwork } from './open-network.js';
export type { Network, NetworkValue } from './open-network.js';
export type { RunOptions, Session, SessionOptions } from './session.js';
export type { ArrayData, ArrayDType, NamedArray } from './named-array.js';
export { executionProviders, RuntimeUnavailableError } from './execution-provider.js';
export type { ExecutionProvider } from './execution-provider.js';

// Below: for packages that put more than a session into a worker.
export { restoreClass } from './create-session.js';
export { createSerialQueue, QueueFullError } from './serial-queue.js';
export type { SerialQueue, SerialQueueOptions } from './serial-queue.js';
export { startWorker } from './start-worker.js';
export type { CallOptions, WorkerHandle, WorkerOptions } from './start-worker.js';
export { computeInBackground } from './background-thread.js';
export { serveWorker } from './serve-worker.js';
export type { WorkerAnswer, WorkerService } from './serve-worker.js';
export { errorOfPortable, portableError } from './worker-protocol.js';
export type { PortableError } from './worker-protocol.js';
export { fromSharedClock, sharedClockMs, toSharedClock } from './shared-clock.js';
