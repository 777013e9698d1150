// SPDX-License-Identifier: Apache-2.0
import { portableError, serveWorker } from '@asarg/runtime';
import type { Outcome } from './batch/run-batch.js';
import { createPipeline } from './pipeline.js';
import type {
  BatchCall,
  EncodeAnswer,
  FrameOutcome,
  WorkerReady,
  WorkerReport,
  WorkerSetup,
} from './worker-messages.js';

serveWorker(async (data) => {
  const pipeline = await createPipeline(data as WorkerSetup);
  const { maxBatch, batchRefusal } = pipeline;
  const ready: WorkerReady = { maxBatch, ...(batchRefusal !== undefined && { batchRefusal }) };
  return {
    ready,
    async call(batch, part) {
      const { error, ...times } = await pipeline.encodeBatch(
        batch as BatchCall,
        (index, outcome) => {
          const value: FrameOutcome = { index, outcome: portable(outcome) };
          part({ value, transfer: buffersOf(outcome) });
        },
      );
      const value: WorkerReport = {
        ...times,
        ...(error !== undefined && { error: portableError(error) }),
      };
      return { value };
    },
    close: () => pipeline.close(),
  };
});

function portable(outcome: Outcome<EncodeAnswer>): FrameOutcome['outcome'] {
  return outcome.$case === 'answered'
    ? outcome
    : { $case: 'failed', value: portableError(outcome.value) };
}

function buffersOf(outcome: Outcome<EncodeAnswer>): ArrayBuffer[] {
  if (outcome.$case === 'failed') return [];
  const buffers = outcome.value.tensors
    .map(({ wire }) => wire)
    // Small compressed frames live in a buffer that others share: those are copied.
    .filter(({ byteLength, buffer }) => byteLength === buffer.byteLength)
    .map(({ buffer }) => buffer as ArrayBuffer);
  return [...new Set(buffers)];
}
