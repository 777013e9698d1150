// SPDX-License-Identifier: Apache-2.0
import { isSpanContextValid, trace } from '@opentelemetry/api';
import type { NextFunction, Request, Response } from 'express';

/** Which span is active: none unless the OpenTelemetry SDK runs. */
export function activeSpan() {
  const found = trace.getActiveSpan()?.spanContext();
  return found !== undefined && isSpanContextValid(found) ? found : undefined;
}

/** Tells the client under which trace its request is recorded: W3C Trace Context, level 2. */
export function traceResponse(_request: Request, response: Response, next: NextFunction): void {
  const span = activeSpan();
  if (span !== undefined) {
    const flags = span.traceFlags.toString(16).padStart(2, '0');
    response.setHeader('traceresponse', `00-${span.traceId}-${span.spanId}-${flags}`);
  }
  next();
}
