// SPDX-License-Identifier: Apache-2.0
import { context, ROOT_CONTEXT, SpanStatusCode, trace, type Span } from '@opentelemetry/api';
import { TracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { attribute } from '../attributes.js';
import { holdLimits, keepFailedTraces } from './keep-failed-traces.js';
import { createProblemLog } from './problem-log.js';
import { createSampler } from './sampler.js';
import type { SamplerSettings } from './settings.js';

/** A tracer whose kept spans can be looked at. */
function tracing(name: SamplerSettings['name'], limits = holdLimits, nowMs?: () => number) {
  const kept: ReadableSpan[] = [];
  const problems = createProblemLog('test', () => undefined);
  const batches = {
    add: (span: ReadableSpan) => void kept.push(span),
    flush: async () => undefined,
    shutDown: async () => undefined,
    waiting: () => 0,
  };
  const provider = new TracerProvider({
    sampler: createSampler({ name, ratio: 0 }),
    spanProcessors: [keepFailedTraces(batches, problems, limits, nowMs)],
  });
  const tracer = provider.getTracer('test');
  return {
    names: () => kept.map((span) => span.name),
    kept,
    problems,
    start: (spanName: string, parent?: Span) =>
      tracer.startSpan(spanName, {}, parent ? trace.setSpan(ROOT_CONTEXT, parent) : ROOT_CONTEXT),
  };
}

const fail = (span: Span): void => span.setStatus({ code: SpanStatusCode.ERROR }).end();

test('what was sampled is sent when it ends', () => {
  const { start, names } = tracing('always_on');
  const root = start('root');
  start('child', root).end();
  expect(names()).toEqual(['child']);
  root.end();
  expect(names()).toEqual(['child', 'root']);
});

test('what was not sampled and went well is not sent', () => {
  const { start, names } = tracing('always_off');
  const root = start('root');
  start('child', root).end();
  root.end();
  start('late', root).end();
  expect(names()).toEqual([]);
});

test('a trace with an error is sent whole, as sampled, and so is what is late', () => {
  const { start, names, kept } = tracing('parentbased_traceidratio');
  const root = start('root');
  start('well', root).end();
  const open = start('open', root);
  fail(start('failed', root));
  root.end();
  open.end();
  start('late', root).end();
  start('of another trace').end();
  expect(names()).toEqual(['well', 'failed', 'root', 'open', 'late']);
  expect(kept.map((span) => span.spanContext().traceFlags)).toEqual([1, 1, 1, 1, 1]);
  expect(new Set(kept.map((span) => span.spanContext().traceId)).size).toBe(1);
});

test('spans are held while any span of their trace is open, the local root ended or not', () => {
  const { start, names } = tracing('always_off');
  const root = start('root');
  const report = start('report', root);
  start('receive', root).end();
  root.end();
  fail(report);
  expect(names()).toEqual(['receive', 'root', 'report']);
});

test.each([
  ['PARTIAL', 1],
  ['FAILED', 1],
  ['COMPLETE', 0],
])('a report that is %s is kept %i times', (status, times) => {
  const { start, names } = tracing('always_off');
  start('report').setAttribute(attribute.reportStatus, status).end();
  expect(names()).toHaveLength(times);
});

test('a caller who sampled is followed', () => {
  const { kept } = tracing('parentbased_always_off');
  const remote = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1, isRemote: true };
  const other = tracing('parentbased_always_off');
  context.with(ROOT_CONTEXT, () => other.start('child', trace.wrapSpanContext(remote)).end());
  expect(other.names()).toEqual(['child']);
  expect(kept).toEqual([]);
});

test('beyond the limit of spans the oldest traces are let go, and counted', () => {
  const { start, names, problems } = tracing('always_off', { ...holdLimits, maxSpans: 10 });
  const first = start('first');
  const second = start('second');
  for (let index = 0; index < 6; index += 1) {
    start(`of first ${index}`, first).end();
  }
  for (let index = 0; index < 6; index += 1) {
    start(`of second ${index}`, second).end();
  }
  expect(problems.counted('spans held for errors were dropped: too many')).toBe(6);
  fail(first);
  fail(second);
  expect(names().filter((name) => name.startsWith('of first'))).toEqual([]);
  expect(names().filter((name) => name.startsWith('of second'))).toHaveLength(6);
  expect(names()).toContain('first');
});

test('a trace that is too old is let go, and counted', () => {
  let now = 0;
  const { start, problems } = tracing('always_off', { ...holdLimits, maxAgeMs: 100 }, () => now);
  const old = start('old');
  start('child', old).end();
  now = 101;
  start('young').end();
  expect(problems.counted('spans held for errors were dropped: too old')).toBe(1);
});

test('whatever the order, a span is kept when one of its trace failed while it was open', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(3), { maxLength: 30 }), fc.nat(29), (parents, bad) => {
      const { start, names } = tracing('always_off');
      const root = start('root');
      const children = parents.map((_, index) => start(String(index), root));
      children.forEach((span, index) => (index === bad ? fail(span) : span.end()));
      root.end();
      expect(names()).toHaveLength(bad < children.length ? children.length + 1 : 0);
    }),
  );
});
