// SPDX-License-Identifier: Apache-2.0
import {
  isSpanContextValid,
  trace,
  type SpanContext,
  type TextMapPropagator,
} from '@opentelemetry/api';
import { isTracingSuppressed } from './suppressed.js';

const header = 'traceparent';

/** Version, trace, parent, flags; later versions may go on after a dash. */
const shape = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/**
 * W3C trace context, without `tracestate`: what strangers wrote there is neither kept nor handed
 * on, as it could name a patient.
 */
export const traceContextPropagator: TextMapPropagator = {
  inject(context, carrier, setter) {
    const span = trace.getSpanContext(context);
    if (span === undefined || isTracingSuppressed(context) || !isSpanContextValid(span)) {
      return;
    }
    const flags = span.traceFlags.toString(16).padStart(2, '0');
    setter.set(carrier, header, `00-${span.traceId}-${span.spanId}-${flags}`);
  },
  extract(context, carrier, getter) {
    const value = getter.get(carrier, header);
    const span = parse(Array.isArray(value) ? value[0] : value);
    return span ? trace.setSpanContext(context, span) : context;
  },
  fields: () => [header],
};

function parse(value: string | undefined): SpanContext | undefined {
  const [, version, traceId, spanId, flags, more] = shape.exec(value ?? '') ?? [];
  if (!traceId || !spanId || version === 'ff' || (version === '00' && more !== undefined)) {
    return undefined;
  }
  const span = {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags ?? '0', 16) & 1,
    isRemote: true,
  };
  return isSpanContextValid(span) ? span : undefined;
}
