// SPDX-License-Identifier: Apache-2.0
import { createContextKey, type Context } from '@opentelemetry/api';

const key = createContextKey('asarg report id');

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether the text is a UUID in lower case. */
export function isReportId(text: unknown): text is string {
  return typeof text === 'string' && uuid.test(text);
}

/**
 * The context with the id of the report that is being made. Every span begun in it carries the id,
 * and calls made in it hand it on in the header `asarg-report-id`. What is no UUID is ignored.
 */
export function withReportId(context: Context, id: string): Context {
  const canonical = id.toLowerCase();
  return isReportId(canonical) ? context.setValue(key, canonical) : context;
}

/** Id of the report that is being made in this context, a UUID, if there is one. */
export function reportIdOf(context: Context): string | undefined {
  return context.getValue(key) as string | undefined;
}
