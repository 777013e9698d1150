// SPDX-License-Identifier: Apache-2.0
import type { Attempt, Frame } from '@asarg/contracts';
import { MeshError, type Encoding } from '@asarg/mesh-client';
import type { PlannedCall } from './plan-calls.js';
import type { StageClock } from './stage-clock.js';

/** An encoding and how it was got. */
export interface Answer {
  readonly encoding: Encoding;
  /** Instance that gave it, host:port; empty within one process. */
  readonly address: string;
  /** Every attempt, in the order they began. */
  readonly attempts: readonly Attempt[];
}

/** Calls one specialist: over gRPC in the service, through local sessions in a benchmark. */
export type Encode = (
  call: PlannedCall,
  frame: Frame,
  options: { readonly deadlineMs: number; readonly signal: AbortSignal },
) => Promise<Answer>;

/** Thrown by an `Encode` that failed after several attempts. */
export class EncodeFailure extends Error {
  override readonly name = 'EncodeFailure';
  constructor(
    /** The failure that counts. */
    override readonly cause: unknown,
    readonly attempts: readonly Attempt[],
  ) {
    super(failureOf(cause), { cause });
  }
}

/** What became of a call. */
export type CallResult = PlannedCall & { readonly attempts: readonly Attempt[] } & (
    | { readonly encoding: Encoding; readonly address: string; readonly failure?: undefined }
    | { readonly encoding?: undefined; readonly address?: undefined; readonly failure: string }
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
  const { specialist, description } = call;
  const startMs = clock.nowMs();
  clock.started(`${specialist}/queue`, specialist);
  let result: CallResult;
  try {
    const { encoding, address, attempts } = await encode(call, frame, { deadlineMs, signal });
    const expected = description.model?.digest;
    const found = encoding.model.digest;
    // Classes and labels were read of the model described: another one may order them otherwise.
    const failure = `expected model ${expected}, found ${found}: it has just changed`;
    result =
      expected === found
        ? { ...call, encoding, address, attempts }
        : { ...call, failure, attempts };
    const waitedMs = attempts.find(({ outcome }) => outcome === 'OK')?.startMs ?? 0;
    recordStages(clock, specialist, startMs + waitedMs, encoding);
  } catch (error) {
    const attempts = error instanceof EncodeFailure ? error.attempts : [];
    result = { ...call, failure: failureOf(error), attempts };
  }
  if (!signal.aborted) {
    onResult(result);
  }
  return result;
}

/**
 * Places the specialist's own durations within the attempt that its caller saw: one after the
 * other from its start, and what is left, the travel both ways, as transfer at the end.
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
  if (error instanceof EncodeFailure) {
    return failureOf(error.cause);
  }
  if (error instanceof MeshError) {
    return `${error.code}: ${error.details.split('\n')[0]!.slice(0, 200)}`;
  }
  return error instanceof Error ? error.message : String(error);
}
