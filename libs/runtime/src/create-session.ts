// SPDX-License-Identifier: Apache-2.0
import { RuntimeUnavailableError } from './execution-provider.js';
import type { NamedArray } from './named-array.js';
import type { Session, SessionOptions } from './session.js';
import { startWorker } from './start-worker.js';

const workerModule = new URL('./session-worker.js', import.meta.url);

/**
 * Loads a network in a worker thread of its own: its runs never block the caller's event loop.
 * @throws RuntimeUnavailableError if the execution provider cannot be used, Error naming the file
 * if the network does not load.
 */
export async function createSession(options: SessionOptions): Promise<Session> {
  const worker = await startWorker(workerModule, options).catch(restoreClass);
  const { inputs, outputs } = worker.ready as Pick<Session, 'inputs' | 'outputs'>;
  return {
    inputs,
    outputs,
    async run(feeds, fetches, { signal, transfer = false } = {}) {
      const own = transfer ? feeds : compactFeeds(feeds);
      const buffers = new Set(Object.values(own).map(({ data }) => data.buffer as ArrayBuffer));
      const call = { transfer: [...buffers], ...(signal && { signal }) };
      return (await worker.call({ feeds: own, fetches }, call)) as Record<string, NamedArray>;
    },
    close: () => worker.close(),
  };
}

/** Copies: posting a view would copy the whole buffer behind it. */
function compactFeeds(feeds: Readonly<Record<string, NamedArray>>): Record<string, NamedArray> {
  return Object.fromEntries(
    Object.entries(feeds).map(([name, array]) => [name, { ...array, data: array.data.slice() }]),
  );
}

/**
 * Gives an error from a worker its class back, so that callers can tell it by `instanceof`.
 * @throws always.
 */
export function restoreClass(error: unknown): never {
  if (error instanceof Error && error.name === 'RuntimeUnavailableError') {
    const { executionProvider, reason, alternatives } = error as RuntimeUnavailableError;
    throw new RuntimeUnavailableError(executionProvider, reason, alternatives, { cause: error });
  }
  throw error;
}
