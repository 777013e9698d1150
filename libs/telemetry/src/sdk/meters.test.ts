// SPDX-License-Identifier: Apache-2.0
import { ROOT_CONTEXT, trace, type Context } from '@opentelemetry/api';
import { MeterProvider, type ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { AlwaysOffSampler, AlwaysOnSampler, TracerProvider } from '@opentelemetry/sdk-trace';
import { expect, test } from 'vitest';
import { parseExposition, type ParsedFamily } from '../testing/exposition-parser.js';
import { metricTable } from '../metric-table.js';
import { createExemplars } from './exemplars.js';
import { createMeters } from './meters.js';
import { metricViews } from './metric-views.js';
import { createProblemLog } from './problem-log.js';
import { prometheusText } from './prometheus-text.js';
import { createPullReader } from './pull-reader.js';
import { observeRuntime } from './runtime-metrics.js';

function metering(maxSeries?: number) {
  const reader = createPullReader();
  const sdk = new MeterProvider({ views: metricViews(metricTable), readers: [reader] });
  const exemplars = createExemplars(maxSeries, () => 1000);
  const problems = createProblemLog('test', () => undefined);
  const provider = createMeters(sdk.getMeter('test'), metricTable, problems, exemplars);
  const read = async (): Promise<ResourceMetrics> => (await reader.collect()).resourceMetrics;
  return {
    meter: provider.getMeter('any'),
    other: provider.getMeter('other', '2'),
    problems,
    read,
    families: async (): Promise<Map<string, ParsedFamily>> =>
      parseExposition(prometheusText(await read(), 'openmetrics', exemplars), true),
  };
}

function spanIn(sampler: 'on' | 'off'): { context: Context; traceId: string; end: () => void } {
  const provider = new TracerProvider({
    sampler: sampler === 'on' ? new AlwaysOnSampler() : new AlwaysOffSampler(),
  });
  const span = provider.getTracer('test').startSpan('run');
  return {
    context: trace.setSpan(ROOT_CONTEXT, span),
    traceId: span.spanContext().traceId,
    end: () => span.end(),
  };
}

test('a histogram has the buckets, the unit and the description of the table', async () => {
  const { meter, families } = metering();
  meter.createHistogram('asarg.batch.size', { unit: 'ms', description: 'mine' }).record(3);
  const family = (await families()).get('asarg_batch_size');
  expect(family?.help).toBe(metricTable['asarg.batch.size'].description);
  const bounds = family?.samples.flatMap(({ labels }) => labels['le'] ?? []);
  expect(bounds?.map(Number)).toEqual([...metricTable['asarg.batch.size'].buckets, Number.NaN]);
});

test('attributes that the metric does not have, or of another form, are no labels', async () => {
  const { meter, families } = metering();
  meter.createCounter('asarg.queue.shed').add(2, { 'asarg.queue': 'encode', patient: 'Doe' });
  meter.createCounter('asarg.queue.shed').add(3, { 'asarg.queue': 'Doe, Jane' });
  const samples = (await families()).get('asarg_queue_shed')?.samples;
  expect(samples?.map(({ labels, value }) => [labels, value])).toEqual([
    [{ asarg_queue: 'encode' }, 2],
    [{}, 3],
  ]);
});

test('one metric made by two libraries is one family', async () => {
  const { meter, other, families } = metering();
  meter.createCounter('asarg.queue.shed').add(1);
  other.createCounter('asarg.queue.shed', { description: 'different' }).add(1);
  expect((await families()).get('asarg_queue_shed')?.samples[0]?.value).toBe(2);
});

test('what is not in the table, or of another kind there, does nothing and is counted', async () => {
  const { meter, families, problems } = metering();
  meter.createCounter('patients.seen').add(1);
  meter.createCounter('asarg.batch.size').add(1);
  meter.createObservableGauge('toString').addCallback((result) => result.observe(1));
  expect([...(await families()).keys()]).toEqual(['target']);
  expect(problems.counted('an instrument is not in the table of metrics')).toBe(3);
});

test('a bucket shows the span of its last measurement, ended or not', async () => {
  const { meter, families } = metering();
  const stage = meter.createHistogram('asarg.stage.duration');
  const [first, second] = [spanIn('on'), spanIn('on')];
  const attributes = { 'asarg.stage': 'run', patient: 'Doe' };
  stage.record(0.02, attributes, first.context);
  second.end();
  stage.record(0.021, attributes, second.context);
  const samples = (await families()).get('asarg_stage_duration_seconds')?.samples ?? [];
  const shown = samples.filter((sample) => sample.exemplar);
  expect(shown).toHaveLength(1);
  expect(shown[0]?.labels['le']).toBe('0.025');
  expect(shown[0]?.exemplar).toMatchObject({
    labels: { trace_id: second.traceId },
    value: 0.021,
    timeSeconds: 1,
  });
});

test('nothing is shown of a span that is not sampled, of a caller’s, or of none', async () => {
  const { meter, families } = metering();
  const stage = meter.createHistogram('asarg.stage.duration');
  const remote = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 };
  stage.record(0.02, {}, spanIn('off').context);
  stage.record(0.02, {}, trace.setSpanContext(ROOT_CONTEXT, remote));
  stage.record(0.02, {}, ROOT_CONTEXT);
  const samples = (await families()).get('asarg_stage_duration_seconds')?.samples ?? [];
  expect(samples.filter((sample) => sample.exemplar)).toEqual([]);
  expect(samples.at(-1)?.value).toBe(3);
});

test('series beyond the limit have no exemplars', async () => {
  const { meter, families } = metering(1);
  const stage = meter.createHistogram('asarg.stage.duration');
  for (const name of ['run', 'fuse']) {
    stage.record(0.02, { 'asarg.stage': name }, spanIn('on').context);
  }
  const samples = (await families()).get('asarg_stage_duration_seconds')?.samples ?? [];
  const shown = samples.filter((sample) => sample.exemplar);
  expect(shown.map((sample) => sample.labels['asarg_stage'])).toEqual(['run']);
});

test('a process tells its memory, its processor time and how late its event loop is', async () => {
  const { meter, families } = metering();
  observeRuntime(meter);
  const found = await families();
  expect(found.get('process_memory_usage_bytes')?.samples[0]?.value).toBeGreaterThan(1e7);
  const cpu = found.get('process_cpu_time_seconds')?.samples ?? [];
  expect(cpu.map(({ labels }) => labels['cpu_mode'])).toEqual(['user', 'system']);
  expect(cpu[0]?.value).toBeGreaterThan(0);
  const late = found.get('nodejs_eventloop_delay_p99_seconds')?.samples[0]?.value;
  expect(late).toBeGreaterThanOrEqual(0);
  expect(late).toBeLessThan(60);
});

test('a series that a gauge tells of no more is gone, and one that comes again is there', async () => {
  const { meter, families } = metering();
  let queues = ['encode', 'reports'];
  meter.createObservableGauge('asarg.queue.depth').addCallback((result) => {
    for (const queue of queues) result.observe(queue.length, { 'asarg.queue': queue });
  });
  const told = async (): Promise<(string | undefined)[] | undefined> =>
    (await families()).get('asarg_queue_depth')?.samples.map(({ labels }) => labels['asarg_queue']);
  expect(await told()).toEqual(['encode', 'reports']);
  queues = ['encode'];
  expect(await told()).toEqual(['encode']);
  queues = [];
  expect(await told()).toBeUndefined();
  queues = ['reports'];
  expect(await told()).toEqual(['reports']);
});
