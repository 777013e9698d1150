// SPDX-License-Identifier: Apache-2.0
import type { Attempt, Frame } from '@asarg/contracts';
import { MeshError, type Encoding } from '@asarg/mesh-client';
import { outcomeOf } from './outcome-of.js';
import type { PlannedCall } from './plan-calls.js';
import type { StageClock } from './stage-clock.js';
import { attribute, startSpan, type RunningSpan } from '@asarg/telemetry';
import { context } from '@opentelemetry/api';

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
    | {
        readonly encoding?: undefined;
        readonly address?: undefined;
        readonly failure: string;
        /** Name of the gRPC status that the failure has, or would have. */
        readonly outcome: string;
      }
  );

/** A call that is over, with the span that is ended when all are. */
interface EndedCall {
  readonly result: CallResult;
  readonly span: RunningSpan;
  readonly endMs: number;
}

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
  // One start for all: the time to send the first frame is time that the others wait.
  const startMs = options.clock.nowMs();
  const ended = await Promise.all(options.calls.map((call) => callOne(call, startMs, options)));
  const lastMs = Math.max(...ended.map(({ endMs }) => endMs));
  for (const { result, span, endMs } of ended) {
    span.end({
      endMs,
      attributes: { [attribute.criticalPath]: endMs === lastMs },
      ...(result.failure !== undefined && { error: result.outcome }),
    });
  }
  options.signal.throwIfAborted();
  return ended.map(({ result }) => result);
}

async function callOne(
  call: PlannedCall,
  startMs: number,
  { encode, frame, deadlineMs, signal, clock, onResult }: FanOutOptions,
): Promise<EndedCall> {
  const { specialist, description } = call;
  const span = startSpan(`call ${specialist}`, {
    parent: clock.context,
    attributes: { [attribute.specialist]: specialist },
  });
  const stage = clock.begin(`${specialist}/call`, specialist, startMs);
  let result: CallResult;
  try {
    const { encoding, address, attempts } = await context.with(span.context, () =>
      encode(call, frame, { deadlineMs, signal }),
    );
    const time = { startMs, endMs: clock.nowMs() };
    tellParts(clock, specialist, time, encoding, attempts);
    const expected = description.model?.digest;
    const found = encoding.model.digest;
    // Classes and labels were read of the model described: another one may order them otherwise.
    const failure = `expected model ${expected}, found ${found}: it has just changed`;
    const outcome = expected === found ? '' : 'FAILED_PRECONDITION';
    result =
      expected === found
        ? { ...call, encoding, address, attempts }
        : { ...call, failure, outcome, attempts };
    stage.end({ outcome, durationMs: time.endMs - startMs });
  } catch (error) {
    const attempts = error instanceof EncodeFailure ? error.attempts : [];
    const outcome = outcomeOf(error);
    result = { ...call, failure: failureOf(error), outcome, attempts };
    stage.end({ outcome });
  }
  const endMs = performance.now();
  if (!signal.aborted) {
    onResult(result);
  }
  return { result, span, endMs };
}

/**
 * Divides the time of a call, without gaps: attempts before the one that answered (`earlier`), the
 * specialist's own durations one after the other, and what is left, the travel both ways, as
 * transfer at the end. A specialist that claims more than its caller waited is cut.
 */
function tellParts(
  clock: StageClock,
  specialist: string,
  { startMs, endMs }: { readonly startMs: number; readonly endMs: number },
  { timing }: Encoding,
  attempts: readonly Attempt[],
): void {
  const winner = attempts.findIndex(({ outcome }) => outcome === 'OK');
  const before = winner > 0 ? attempts[winner - 1] : undefined;
  let atMs = startMs;
  const tell = (part: string, wantedMs: number, outcome = '') => {
    const durationMs = Math.min(wantedMs, endMs - atMs);
    clock.tell({
      name: `${specialist}/${part}`,
      service: specialist,
      startMs: atMs,
      durationMs,
      outcome,
    });
    atMs += durationMs;
  };
  if (before !== undefined) {
    tell('earlier', attempts[winner]!.startMs, before.outcome);
  }
  tell('queue', timing.queueMs);
  tell('preprocess', timing.preprocessMs);
  tell('run', timing.runMs);
  tell('postprocess', timing.postprocessMs);
  tell('transfer', endMs - atMs);
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
