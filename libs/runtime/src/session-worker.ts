// SPDX-License-Identifier: Apache-2.0
import { createLocalSession } from './local-session.js';
import type { NamedArray } from './named-array.js';
import { serveWorker } from './serve-worker.js';
import type { SessionOptions } from './session.js';

/** One run, as it is posted to the session's thread. */
export interface RunCall {
  readonly feeds: Readonly<Record<string, NamedArray>>;
  readonly fetches?: readonly string[];
}

serveWorker(async (data) => {
  const session = await createLocalSession(data as SessionOptions);
  return {
    ready: { inputs: session.inputs, outputs: session.outputs },
    async call(value) {
      const { feeds, fetches } = value as RunCall;
      const outputs = await session.run(feeds, fetches);
      const transfer = Object.values(outputs).map(({ data: { buffer } }) => buffer as ArrayBuffer);
      return { value: outputs, transfer };
    },
    close: () => session.close(),
  };
});
