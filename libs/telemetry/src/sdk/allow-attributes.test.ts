// SPDX-License-Identifier: Apache-2.0
import { SpanKind, SpanStatusCode, type Attributes, type AttributeValue } from '@opentelemetry/api';
import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace';
import { createTraceState } from '@opentelemetry/api';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { attribute } from '../attributes.js';
import { metricTable } from '../metric-table.js';
import { allowAttributes } from './allow-attributes.js';
import { spanAttributes } from './span-attributes.js';

const canary = 'Doe^Jane 1954-07-02';

/** Text around the canary, as it stands or as a pattern could be fooled by. */
const secretText = fc
  .tuple(fc.string({ maxLength: 8 }), fc.constantFrom('', '/', 'v1/', ' ', '\n', 'Error'))
  .map(([text, more]) => `${text}${more}${canary}${more}${text}`);
const secret: fc.Arbitrary<AttributeValue> = fc.oneof(
  secretText,
  fc.array(secretText, { minLength: 1 }),
);
const name = fc.oneof(
  fc.constantFrom(...Object.keys(spanAttributes), '__proto__', 'constructor', 'toString'),
  fc.string(),
  secretText,
);
const attributes: fc.Arbitrary<Attributes> = fc.dictionary(
  name,
  fc.oneof(secret, fc.string(), fc.integer(), fc.boolean()),
  { noNullPrototype: true },
);

const exported = (
  make: (provider: TracerProvider) => void,
  resource: Attributes = {},
): ReadableSpan[] => {
  const memory = new InMemorySpanExporter();
  const provider = new TracerProvider({
    resource: resourceFromAttributes(resource),
    spanProcessors: [new SimpleSpanProcessor({ exporter: allowAttributes(memory) })],
  });
  make(provider);
  return memory.getFinishedSpans();
};
const serialized = (spans: ReadableSpan[]): string =>
  Buffer.from(JsonTraceSerializer.serializeRequest(spans) ?? []).toString();

test('a canary that is written anywhere on a span never leaves the process', () => {
  fc.assert(
    fc.property(attributes, attributes, secretText, (first, second, text) => {
      const spans = exported((provider) => {
        const linked = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 };
        const state = createTraceState().set('a', canary.replaceAll(',', ''));
        const span = provider.getTracer('test').startSpan(text, {
          attributes: first,
          links: [{ context: { ...linked, traceState: state }, attributes: second }],
        });
        span.setAttributes(second);
        span.addEvent(text, first);
        span.recordException({ name: text, message: text, stack: text });
        span.recordException(Object.assign(new Error(text), { code: text }));
        span.setStatus({ code: SpanStatusCode.ERROR, message: text });
        span.end();
      }, second);
      expect(spans).toHaveLength(1);
      expect(serialized(spans)).not.toContain('Doe^Jane');
      expect(serialized(spans)).not.toContain('1954-07');
    }),
    { numRuns: 300 },
  );
});

test('what is listed arrives unchanged, and what was left out is counted', () => {
  const listed = {
    'rpc.method': 'asarg.specialist.v1.SpecialistService/Encode',
    'asarg.report.id': '0f8fad5b-d9cb-469f-a165-70867728950e',
    'asarg.model': 'lvm-med-compact',
    'asarg.batch.size': 4,
    'asarg.critical_path': true,
    'http.route': '/v1/reports/:id/masks/:specialist/:classId',
    'server.address': '::1',
    'error.type': 'DEADLINE_EXCEEDED',
    'gen_ai.response.finish_reasons': ['stop'],
  };
  const [span] = exported((provider) => {
    const made = provider.getTracer('test').startSpan('fan-out', {
      kind: SpanKind.CLIENT,
      attributes: { ...listed, 'url.full': 'http://x/?name=Doe' },
    });
    made.recordException(new RangeError('secret'));
    made.setStatus({ code: SpanStatusCode.ERROR, message: 'secret' });
    made.end();
  });
  expect(span?.attributes).toEqual(listed);
  expect(span?.droppedAttributesCount).toBe(1);
  expect(span?.name).toBe('fan-out');
  expect(span?.status).toEqual({ code: SpanStatusCode.ERROR });
  expect(span?.events[0]?.attributes).toEqual({ 'exception.type': 'RangeError' });
});

test('a request of a stranger does not tell which host the stranger named', () => {
  const [span] = exported((provider) =>
    provider
      .getTracer('test')
      .startSpan('GET', { kind: SpanKind.SERVER, attributes: { 'server.address': 'jane-doe' } })
      .end(),
  );
  expect(span?.attributes).toEqual({});
});

test.each([
  ['POST /v1/reports', 'POST /v1/reports'],
  [
    'GET /v1/reports/:id/masks/:specialist/:classId',
    'GET /v1/reports/:id/masks/:specialist/:classId',
  ],
  ['asarg.report.v1.ReportService/Generate', 'asarg.report.v1.ReportService/Generate'],
  ['call lvm-med', 'call lvm-med'],
  ['text_completion fusion-compact', 'text_completion fusion-compact'],
  ['prefill', 'prefill'],
  ['GET /v1/reports/1954', 'other'],
  ['GET /v1/reports/doe?name=jane', 'other'],
  ['visit of Jane Doe', 'other'],
  ['call Jane Doe', 'other'],
])('a span named %j leaves as %j', (given, expected) => {
  const [span] = exported((provider) => provider.getTracer('test').startSpan(given).end());
  expect(span?.name).toBe(expected);
});

test('every attribute that the product names, and every one of a metric, has a form', () => {
  const named = Object.values(attribute);
  const measured = Object.values(metricTable).flatMap((spec) => spec.attributes);
  for (const each of [...named, ...measured]) {
    expect(Object.keys(spanAttributes)).toContain(each);
  }
});
