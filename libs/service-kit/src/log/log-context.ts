// SPDX-License-Identifier: Apache-2.0
import { reportIdOf } from '@asarg/telemetry';
import { context, isSpanContextValid, ROOT_CONTEXT, trace } from '@opentelemetry/api';

/** What a line of the log belongs to. */
export interface LogContext {
  /** Trace, 32 hexadecimal digits. */
  traceId?: string;
  /** Span, 16 hexadecimal digits. */
  spanId?: string;
  /** Report that is being made, a UUID. */
  reportId?: string;
}

/** The ids of what is going on; a new object each time, which the caller may change. */
export function logContext(): LogContext {
  const active = context.active();
  if (active === ROOT_CONTEXT) {
    return {};
  }
  const fields: LogContext = {};
  const span = trace.getSpanContext(active);
  if (span !== undefined && isSpanContextValid(span)) {
    fields.traceId = span.traceId;
    fields.spanId = span.spanId;
  }
  const reportId = reportIdOf(active);
  if (reportId !== undefined) {
    fields.reportId = reportId;
  }
  return fields;
}
