// SPDX-License-Identifier: Apache-2.0
import type { BatchReport, Outcome, RunBatch } from '../src/batch/run-batch.js';
import type { RunningMean } from '@asarg/service-kit';

/** A batch that runs until the test says otherwise. */
export interface Running {
  readonly calls: readonly number[];
  readonly settle: (index: number, outcome: Outcome<string>) => void;
  end(change?: Partial<BatchReport>): void;
  crash(error: Error): void;
}

/** A `run` whose batches the test ends. */
export function held(): { readonly run: RunBatch<number, string>; readonly batches: Running[] } {
  const batches: Running[] = [];
  const run: RunBatch<number, string> = (calls, takenMs, settle) =>
    new Promise((resolve, crash) => {
      const preprocess = { startedMs: takenMs, endedMs: takenMs };
      const end = (change: Partial<BatchReport> = {}): void =>
        resolve({ preprocess, ran: calls.length, runs: [], ...change });
      batches.push({ calls, settle, end, crash });
    });
  return { run, batches };
}

/** Answers every call of a batch and ends it. */
export function finish({ calls, settle, end }: Running): void {
  for (const [at, call] of calls.entries()) settle(at, answer(call));
  end();
}

export const answer = (call: number): Outcome<string> => ({
  $case: 'answered',
  value: `of ${call}`,
});

/** A mean that does not learn. */
export const fixed = (value: number | undefined): RunningMean => ({
  value,
  record: () => undefined,
});
