// SPDX-License-Identifier: Apache-2.0
import { errorOfPortable, fromSharedClock, toSharedClock, type WorkerHandle } from '@asarg/runtime';
import type {
  BatchCall,
  EncodeAnswer,
  EncodeCall,
  FrameOutcome,
  WorkerReport,
} from '../worker-messages.js';
import type { Interval } from './batch-observer.js';
import type { RunBatch } from './run-batch.js';

/** Has a specialist's worker do the batches; the buffers of their pixels may be moved. */
export function runInWorker(worker: WorkerHandle): RunBatch<EncodeCall, EncodeAnswer> {
  return async (calls, takenMs, settle) => {
    const batch: BatchCall = { calls, takenMs: toSharedClock(takenMs) };
    const transfer = [...new Set(calls.flatMap(({ frame }) => ownBuffer(frame.pixels)))];
    const onPart = (part: unknown): void => {
      const { index, outcome } = part as FrameOutcome;
      settle(
        index,
        outcome.$case === 'answered'
          ? outcome
          : { $case: 'failed', value: errorOfPortable(outcome.value) },
      );
    };
    const report = (await worker.call(batch, { transfer, onPart })) as WorkerReport;
    const { preprocess, run, postprocess, ran, runs, error } = report;
    return {
      preprocess: here(preprocess),
      ...(run && { run: here(run) }),
      ...(postprocess && { postprocess: here(postprocess) }),
      ran,
      runs: runs.map((one) => one && here(one)),
      ...(error && { error: errorOfPortable(error) }),
    };
  };
}

function here<T extends Interval>(interval: T): T {
  const { startedMs, endedMs } = interval;
  return {
    ...interval,
    startedMs: fromSharedClock(startedMs),
    endedMs: fromSharedClock(endedMs),
  };
}

/**
 * The buffer of the pixels if it holds nothing but their request, which nobody reads any more:
 * then it may move to the worker rather than be copied.
 */
function ownBuffer(pixels: Uint8Array): ArrayBuffer[] {
  const { buffer, byteLength } = pixels;
  const isOwn = byteLength >= 65_536 && buffer.byteLength - byteLength <= 4_096;
  return isOwn && buffer instanceof ArrayBuffer ? [buffer] : [];
}
