// SPDX-License-Identifier: Apache-2.0
import { context, trace, TraceFlags, type Attributes, type Context } from '@opentelemetry/api';

/** One measurement and the span in which it was taken. */
export interface Exemplar {
  readonly traceId: string;
  readonly spanId: string;
  readonly value: number;
  /** Since 1970. */
  readonly timeMs: number;
}

/** The latest exemplar of each bucket of each series. */
export interface Exemplars {
  /** Notes a measurement, if the span in the context is recorded and sampled. */
  note(metric: string, buckets: readonly number[], value: number, of: MeasuredIn): void;
  /** By bucket, the one without an upper bound last. Holes where there is none. */
  of(metric: string, attributes: Attributes): readonly (Exemplar | undefined)[];
}

/** Series and context of a measurement. */
export interface MeasuredIn {
  readonly attributes: Attributes;
  /** The active one when absent. */
  readonly context?: Context;
}

/** Exemplars of at most `maxSeries` series; others have none. */
export function createExemplars(maxSeries = 2000, nowMs: () => number = Date.now): Exemplars {
  const series = new Map<string, (Exemplar | undefined)[]>();
  return {
    note(metric, buckets, value, { attributes, context: at = context.active() }) {
      const span = trace.getSpan(at);
      const own = span?.spanContext();
      // A span of this process has attributes, also after its end; one of the caller's has none.
      if (!own || !('attributes' in span!) || (own.traceFlags & TraceFlags.SAMPLED) === 0) {
        return;
      }
      const key = keyOf(metric, attributes);
      let latest = series.get(key);
      if (latest === undefined) {
        if (series.size >= maxSeries) {
          return;
        }
        latest = [];
        series.set(key, latest);
      }
      const found = buckets.findIndex((bound) => value <= bound);
      const bucket = found < 0 ? buckets.length : found;
      latest[bucket] = { traceId: own.traceId, spanId: own.spanId, value, timeMs: nowMs() };
    },
    of: (metric, attributes) => series.get(keyOf(metric, attributes)) ?? [],
  };
}

function keyOf(metric: string, attributes: Attributes): string {
  const entries = Object.entries(attributes).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([metric, entries]);
}
