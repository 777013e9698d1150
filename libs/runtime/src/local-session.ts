// SPDX-License-Identifier: Apache-2.0
import { env, InferenceSession } from 'onnxruntime-node';
import { checkExecutionProvider, providerLoadFailure } from './execution-provider.js';
import { arrayOf, tensorOf } from './named-array.js';
import type { Session, SessionOptions } from './session.js';

/**
 * Loads a network in the calling thread, which its runs block: for code that is itself inside a
 * worker. Elsewhere use `createSession`.
 * @throws RuntimeUnavailableError if the execution provider cannot be used, Error naming the file
 * if the network does not load.
 */
export async function createLocalSession(options: SessionOptions): Promise<Session> {
  return sessionOf(await openInference(options));
}

/** Loads a network; throws as `createLocalSession` does. */
export async function openInference({
  modelPath,
  executionProvider = 'cpu',
  threads = 1,
}: SessionOptions): Promise<InferenceSession> {
  checkExecutionProvider(executionProvider);
  // What goes wrong is thrown; the runtime's own lines on stderr would only repeat it.
  env.logLevel = 'fatal';
  try {
    return await InferenceSession.create(modelPath, {
      executionProviders: [executionProvider],
      executionMode: 'sequential',
      interOpNumThreads: 1,
      intraOpNumThreads: threads,
      graphOptimizationLevel: 'all',
      // Spinning threads of one service take the cores that another could use.
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    });
  } catch (cause) {
    if (executionProvider !== 'cpu') {
      throw providerLoadFailure(executionProvider, cause);
    }
    const reason = String((cause as Error).message);
    throw new Error(`${modelPath}: expected an ONNX network, found: ${reason}`, { cause });
  }
}

/** A loaded network as a session. */
export function sessionOf(session: InferenceSession): Session {
  return {
    inputs: session.inputNames,
    outputs: session.outputNames,
    async run(feeds, fetches = session.outputNames, { signal } = {}) {
      signal?.throwIfAborted();
      const inputs = Object.fromEntries(
        Object.entries(feeds).map(([name, array]) => [name, tensorOf(array)]),
      );
      const outputs = await session.run(inputs, fetches);
      return Object.fromEntries(
        Object.entries(outputs).map(([name, tensor]) => [name, arrayOf(tensor)]),
      );
    },
    close: () => session.release(),
  };
}
