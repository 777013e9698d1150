// SPDX-License-Identifier: Apache-2.0
import { serveWorker } from '@asarg/runtime';
import { createPipeline } from './pipeline.js';
import type { EncodeCall, WorkerSetup } from './worker-messages.js';

serveWorker(async (data) => {
  const pipeline = await createPipeline(data as WorkerSetup);
  return {
    ready: undefined,
    async call(value) {
      const answer = await pipeline.encode(value as EncodeCall);
      const buffers = answer.tensors
        .map(({ wire }) => wire)
        // Small compressed frames live in a buffer that others share: those are copied.
        .filter(({ byteLength, buffer }) => byteLength === buffer.byteLength)
        .map(({ buffer }) => buffer as ArrayBuffer);
      return { value: answer, transfer: [...new Set(buffers)] };
    },
    close: () => pipeline.close(),
  };
});
