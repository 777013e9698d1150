// SPDX-License-Identifier: Apache-2.0
import {
  attribute,
  count,
  record,
  startSpan,
  startStage,
  type RunningSpan,
  type StageName,
} from '@asarg/telemetry';
import { context, trace, TraceFlags, type Context, type Link } from '@opentelemetry/api';
import type { Batch, BatchEnd, BatchMember, BatchObserver, Interval } from './batch-observer.js';

/** A request as its trace sees it. */
interface Traced {
  /** That of its call. */
  readonly context: Context;
  readonly queue: RunningSpan;
}

const encodeQueue = { [attribute.queue]: 'encode' };

/**
 * Spans and metrics of a queue of batches. Each request has the stages queue, preprocess, run and
 * postprocess in its own trace; each batch is a span that links to every request in it, in the trace
 * of the first that is sampled, and the `run` of each request links back to it.
 */
export function createBatchTelemetry(model: string): BatchObserver {
  const waiting = new Map<BatchMember, Traced>();
  const running = new Map<
    readonly BatchMember[],
    { readonly span: RunningSpan; readonly traced: readonly Traced[] }
  >();

  function onBatch({ members, takenMs }: Batch): void {
    const traced = members.flatMap((member) => waiting.get(member) ?? []);
    for (const member of members) {
      waiting.get(member)?.queue.end({ endMs: takenMs });
      waiting.delete(member);
    }
    const size = { [attribute.batchSize]: members.length };
    const span = startSpan('batch', {
      parent: firstSampled(traced),
      startMs: takenMs,
      attributes: { [attribute.model]: model, ...size },
      links: traced.flatMap((one) => linkTo(one.context)),
    });
    running.set(members, { span, traced });
    record('asarg.batch.size', members.length, { [attribute.model]: model }, span.context);
  }

  function onBatchEnd(end: BatchEnd): void {
    const known = running.get(end.members);
    if (known === undefined) return;
    running.delete(end.members);
    const { span, traced } = known;
    const error = end.error === undefined ? undefined : 'INTERNAL';
    traced.forEach((one, at) => tellStages(one, end, at, span));
    span.end({ endMs: end.postprocess?.endedMs ?? end.endedMs, ...(error && { error }) });
    if (end.wastedMs > 0) {
      count('asarg.work.wasted', end.wastedMs / 1000, { [attribute.stage]: 'run' });
    }
  }

  return {
    onArrival(member) {
      waiting.set(member, { context: context.active(), queue: startStage('queue') });
    },
    onDeparture(member, error) {
      if (error === 'RESOURCE_EXHAUSTED') count('asarg.queue.shed', 1, encodeQueue);
      waiting.get(member)?.queue.end({ error });
      waiting.delete(member);
    },
    onShed() {
      count('asarg.queue.shed', 1, encodeQueue);
      startStage('queue').end({ error: 'RESOURCE_EXHAUSTED' });
    },
    onBatch,
    onBatchEnd,
  };
}

/** Tells of what a batch did for one of its members, which may have left in the middle of it. */
function tellStages(
  { context: parent }: Traced,
  { members, takenMs, endedMs, preprocess, postprocess, runs, errors, error }: BatchEnd,
  at: number,
  batch: RunningSpan,
): void {
  const leftMs = members[at]?.leftMs;
  const failure = errors[at] === undefined ? undefined : statusOf(errors[at]);
  const size = { [attribute.batchSize]: members.length };
  const tell = (name: StageName, interval: Interval | undefined, fails: boolean): void => {
    if (interval === undefined) return;
    const { startedMs: startMs, endedMs: endMs } = interval;
    const left = leftMs !== undefined && leftMs >= startMs && leftMs < endMs;
    const links = name === 'run' ? linkTo(batch.context) : [];
    const reason = (fails ? failure : undefined) ?? (left ? 'CANCELLED' : undefined);
    startStage(name, { parent, startMs, attributes: size, links }).end({
      endMs,
      ...(reason && { error: reason }),
    });
  };
  if (preprocess === undefined) {
    // The thread died, and with it what it knew.
    tell('run', { startedMs: takenMs, endedMs }, true);
    return;
  }
  const ran = runs[at];
  tell('preprocess', preprocess, ran === undefined);
  if (ran !== undefined) {
    tell('run', ran, error !== undefined);
    tell('postprocess', postprocess, error === undefined);
  }
}

/** The gRPC status that a caller gets for what went wrong with its frame. */
function statusOf(error: unknown): string {
  return error instanceof Error && error.name === 'ImagingError' ? 'INVALID_ARGUMENT' : 'INTERNAL';
}

function firstSampled(traced: readonly Traced[]): Context {
  const isSampled = ({ context: own }: Traced): boolean =>
    ((trace.getSpanContext(own)?.traceFlags ?? 0) & TraceFlags.SAMPLED) !== 0;
  return (traced.find(isSampled) ?? traced[0])?.context ?? context.active();
}

function linkTo(target: Context): Link[] {
  const own = trace.getSpanContext(target);
  return own === undefined ? [] : [{ context: own }];
}
