// SPDX-License-Identifier: Apache-2.0
import type { Frame } from '@asarg/contracts';
import { MeshError, type Encoding } from '@asarg/mesh-client';
import type { PlannedCall } from './plan-calls.js';
import type { StageClock } from './stage-clock.js';

/** Calls one specialist: over gRPC in the service, through local sessions in a benchmark. */
export type Encode = (
  specialist: string,
  frame: Frame,
  outputs: readonly string[],
  options: { readonly deadlineMs: number; readonly signal: AbortSignal },
) => Promise<Encoding>;

/** What became of a call. */
export type CallResult = PlannedCall &
  (
    | { readonly encoding: Encoding; readonly failure?: undefined }
    | { readonly encoding?: undefined; readonly failure: string }
  );

export interface FanOutOptions {
  readonly encode: Encode;
  readonly frame: Frame;
  readonly calls: readonly PlannedCall[];
  /** Milliseconds that every call has. */
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
  readonly clock: StageClock;
  /** Told of each result when it comes. */
  readonly onResult: (result: CallResult) => void;
}

/**
 * Calls all specialists at once and waits for every one. A call that fails or is late is a
 * result like any other; only the report's own end is thrown.
 * @throws the signal's reason.
 */
export async function fanOut(options: FanOutOptions): Promise<CallResult[]> {
  const results = await Promise.all(options.calls.map((call) => callOne(call, options)));
  options.signal.throwIfAborted();
  return results;
}

async function callOne(
  call: PlannedCall,
  { encode, frame, deadlineMs, signal, clock, onResult }: FanOutOptions,
): Promise<CallResult> {
  const { specialist, outputs, description } = call;
  const startMs = clock.nowMs();
  clock.started(`${specialist}/queue`, specialist);
  let result: CallResult;
  try {
    const encoding = await encode(specialist, frame, outputs, { deadlineMs, signal });
    const expected = description.model?.digest;
    const found = encoding.model.digest;
    // Classes and labels were read of the model described: another one may order them otherwise.
    result =
      expected === found
        ? { ...call, encoding }
        : { ...call, failure: `expected model ${expected}, found ${found}: it has just changed` };
    recordStages(clock, specialist, startMs, encoding);
  } catch (error) {
    result = { ...call, failure: failureOf(error) };
  }
  if (!signal.aborted) {
    onResult(result);
  }
  return result;
}

/**
 * Places the specialist's own durations within the interval that its caller saw: one after the
 * other from the start, and what is left, the travel both ways, as transfer at the end.
 */
function recordStages(
  clock: StageClock,
  specialist: string,
  startMs: number,
  { timing, transferMs }: Encoding,
): void {
  const parts = {
    queue: timing.queueMs,
    preprocess: timing.preprocessMs,
    run: timing.runMs,
    postprocess: timing.postprocessMs,
    transfer: transferMs,
  };
  let atMs = startMs;
  for (const [part, durationMs] of Object.entries(parts)) {
    clock.ended(`${specialist}/${part}`, specialist, atMs, durationMs);
    atMs += durationMs;
  }
}

function failureOf(error: unknown): string {
  if (error instanceof MeshError) {
    return `${error.code}: ${error.details.split('\n')[0]!.slice(0, 200)}`;
  }
  return error instanceof Error ? error.message : String(error);
}
