// SPDX-License-Identifier: Apache-2.0
import { createContextKey, type Context } from '@opentelemetry/api';

/** The key by which OpenTelemetry's SDKs mark work of their own, such as exports. */
const key = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/** Whether what is done in this context is not to be traced. */
export function isTracingSuppressed(context: Context): boolean {
  return context.getValue(key) === true;
}

/** The context in which nothing is traced. */
export function suppressTracing(context: Context): Context {
  return context.setValue(key, true);
}
