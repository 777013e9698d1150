// SPDX-License-Identifier: Apache-2.0
import { withReportId } from '@asarg/telemetry';
import { context, INVALID_SPAN_CONTEXT, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLogger } from './logger.js';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';
const reportId = '6a1f7a52-54b7-4c4e-9d2b-0d9f3f8a4a11';

beforeAll(() => void context.setGlobalContextManager(new AsyncLocalStorageContextManager()));
afterAll(() => context.disable());

/** The line written in a context. */
function lineIn(active: typeof ROOT_CONTEXT): Record<string, unknown> {
  let line = '';
  const logger = createLogger('test', 'info', { write: (text) => void (line = text) });
  context.with(active, () => logger.info({ status: 'COMPLETE' }, 'report ended'));
  return JSON.parse(line);
}

test('a line tells the span and the report that it belongs to', () => {
  const span = trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: 0 });
  expect(lineIn(withReportId(span, reportId))).toMatchObject({
    service: 'test',
    level: 'info',
    status: 'COMPLETE',
    msg: 'report ended',
    traceId,
    spanId,
    reportId,
  });
});

test('a report is told without a span, and a span without a report', () => {
  expect(lineIn(withReportId(ROOT_CONTEXT, reportId))).toMatchObject({ reportId });
  const line = lineIn(trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: 1 }));
  expect(line).toMatchObject({ traceId, spanId });
  expect(line).not.toHaveProperty('reportId');
});

test('a line outside of everything has no ids, nor has one of a span that is not valid', () => {
  const ids = ['traceId', 'spanId', 'reportId'];
  const invalid = trace.setSpanContext(ROOT_CONTEXT, INVALID_SPAN_CONTEXT);
  for (const line of [lineIn(ROOT_CONTEXT), lineIn(invalid)]) {
    expect(Object.keys(line).filter((key) => ids.includes(key))).toEqual([]);
  }
});
