// SPDX-License-Identifier: Apache-2.0
import {
  defaultTextMapGetter,
  defaultTextMapSetter,
  ROOT_CONTEXT,
  trace,
  type Context,
} from '@opentelemetry/api';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reportIdOf, withReportId } from '../report-id.js';
import { propagator } from './propagator.js';
import { suppressTracing } from './suppressed.js';

type Headers = Record<string, string>;

const inject = (context: Context): Headers => {
  const headers: Headers = {};
  propagator.inject(context, headers, defaultTextMapSetter);
  return headers;
};
const extract = (headers: Headers): Context =>
  propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter);

const hex = (length: number): fc.Arbitrary<string> =>
  fc
    .array(fc.constantFrom(...'0123456789abcdef'), { minLength: length, maxLength: length })
    .map((digits) => digits.join(''))
    .filter((digits) => /[^0]/.test(digits));

test('what is sent arrives: trace, parent, whether it is sampled, and report', () => {
  fc.assert(
    fc.property(hex(32), hex(16), fc.boolean(), fc.uuid(), (traceId, spanId, sampled, report) => {
      const span = { traceId, spanId, traceFlags: sampled ? 1 : 0, isRemote: true };
      const sent = withReportId(trace.setSpanContext(ROOT_CONTEXT, span), report);
      const found = extract(inject(sent));
      expect(trace.getSpanContext(found)).toEqual(span);
      expect(reportIdOf(found)).toBe(report);
    }),
  );
});

test('whatever strangers send, nothing but ids is handed on', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), hex(32), hex(16), (text, other, traceId, spanId) => {
      const headers = inject(
        extract({
          traceparent: `00-${traceId}-${spanId}-01`,
          tracestate: text,
          baggage: other,
          'asarg-report-id': text,
        }),
      );
      expect(headers).toEqual({ traceparent: `00-${traceId}-${spanId}-01` });
      expect(() => extract({ traceparent: text, 'asarg-report-id': other })).not.toThrow();
    }),
  );
});

test.each([
  '00-00000000000000000000000000000000-b7ad6b7169203331-01',
  '00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01',
  'ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more',
  '00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01',
])('%s is no parent', (traceparent) => {
  expect(trace.getSpanContext(extract({ traceparent }))).toBeUndefined();
});

test('a later version is read as far as it is known', () => {
  const traceparent = 'cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what-comes';
  expect(trace.getSpanContext(extract({ traceparent }))?.spanId).toBe('b7ad6b7169203331');
});

test('nothing is sent along with the exports of telemetry itself', () => {
  const span = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 };
  const context = withReportId(
    trace.setSpanContext(ROOT_CONTEXT, span),
    '0f8fad5b-d9cb-469f-a165-70867728950e',
  );
  expect(inject(suppressTracing(context))).toEqual({});
});
