// SPDX-License-Identifier: Apache-2.0
import { SpanStatusCode, TraceFlags, type SpanContext } from '@opentelemetry/api';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { attribute } from '../attributes.js';
import type { ProblemLog } from './problem-log.js';
import type { SpanBatches } from './span-batches.js';

/** How much is held of traces that were not sampled, for the case that they fail. */
export interface HoldLimits {
  /** Spans, of all traces together. */
  readonly maxSpans: number;
  /** Age of a trace, from its first span in this process. */
  readonly maxAgeMs: number;
  /** Failed traces whose later spans are recognised. */
  readonly maxKept: number;
}

/** 4096 spans are about 4 MB; a report takes less than a minute. */
export const holdLimits: HoldLimits = { maxSpans: 4096, maxAgeMs: 120_000, maxKept: 1024 };

interface HeldTrace {
  open: number;
  readonly spans: ReadableSpan[];
  readonly sinceMs: number;
}

/**
 * Sends sampled spans at once. Those that were not sampled are held, trace by trace, until no span
 * of the trace is open in this process, its local root included; they are sent as soon as one of
 * them ends in error or tells of a report that is PARTIAL or FAILED, and so is what comes later of
 * that trace. Beyond the limits the oldest traces are let go, and counted.
 */
export function keepFailedTraces(
  batches: SpanBatches,
  problems: ProblemLog,
  limits: HoldLimits = holdLimits,
  nowMs: () => number = () => performance.now(),
): SpanProcessor {
  const held = new Map<string, HeldTrace>();
  const kept = new Set<string>();
  let heldSpans = 0;

  const letGo = (traceId: string, trace: HeldTrace): void => {
    held.delete(traceId);
    heldSpans -= trace.spans.length;
  };
  const dropOldest = (why: 'too many' | 'too old', enough: (trace: HeldTrace) => boolean): void => {
    for (const [traceId, trace] of held) {
      if (enough(trace)) {
        return;
      }
      letGo(traceId, trace);
      if (trace.spans.length > 0) {
        problems.count(`spans held for errors were dropped: ${why}`, trace.spans.length);
      }
    }
  };
  const keep = (traceId: string, trace: HeldTrace | undefined): void => {
    kept.add(traceId);
    for (const oldest of kept) {
      if (kept.size <= limits.maxKept) {
        break;
      }
      kept.delete(oldest);
    }
    for (const span of trace?.spans.splice(0) ?? []) {
      heldSpans -= 1;
      batches.add(asSampled(span));
    }
  };
  return {
    onStart(span) {
      const { traceId, traceFlags } = span.spanContext();
      if (isSampled(traceFlags)) {
        return;
      }
      dropOldest('too old', ({ sinceMs }) => nowMs() - sinceMs <= limits.maxAgeMs);
      const trace = held.get(traceId) ?? { open: 0, spans: [], sinceMs: nowMs() };
      trace.open += 1;
      held.set(traceId, trace);
    },
    onEnd(span) {
      const { traceId, traceFlags } = span.spanContext();
      if (isSampled(traceFlags)) {
        batches.add(span);
        return;
      }
      const trace = held.get(traceId);
      if (!kept.has(traceId) && hasFailed(span)) {
        keep(traceId, trace);
      }
      if (kept.has(traceId)) {
        batches.add(asSampled(span));
      } else if (trace) {
        trace.spans.push(span);
        heldSpans += 1;
        dropOldest('too many', () => heldSpans <= limits.maxSpans);
      }
      if (trace) {
        trace.open -= 1;
        if (trace.open <= 0 && held.has(traceId)) {
          letGo(traceId, trace);
        }
      }
    },
    forceFlush: () => batches.flush(),
    shutdown: () => batches.shutDown(),
  };
}

function isSampled(flags: number): boolean {
  return (flags & TraceFlags.SAMPLED) !== 0;
}

function hasFailed(span: ReadableSpan): boolean {
  const status = span.attributes[attribute.reportStatus];
  return span.status.code === SpanStatusCode.ERROR || status === 'PARTIAL' || status === 'FAILED';
}

/** Back ends and exporters drop what says of itself that it was not sampled. */
function asSampled(span: ReadableSpan): ReadableSpan {
  const own = span.spanContext();
  const context: SpanContext = { ...own, traceFlags: own.traceFlags | TraceFlags.SAMPLED };
  return Object.create(span, { spanContext: { value: () => context } }) as ReadableSpan;
}
