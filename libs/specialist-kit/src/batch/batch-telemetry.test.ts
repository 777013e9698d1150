// SPDX-License-Identifier: Apache-2.0
import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { createBatchQueue } from './batch-queue.js';
import { createBatchTelemetry } from './batch-telemetry.js';
import type { RunBatch } from './run-batch.js';

const exporter = new InMemorySpanExporter();

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const spanProcessors = [new SimpleSpanProcessor({ exporter })];
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors }));
});
afterEach(() => exporter.reset());

/** Asks for a frame in a trace of its own; gives its spans by name, with how they ended. */
function asked(submit: () => Promise<unknown>): () => Record<string, unknown> {
  const call = trace.getTracer('test').startSpan('call', {}, ROOT_CONTEXT);
  context.with(trace.setSpan(ROOT_CONTEXT, call), submit).catch(() => undefined);
  const { spanId } = call.spanContext();
  const isOwn = ({ name, parentSpanContext }: ReadableSpan): boolean =>
    name !== 'batch' && parentSpanContext?.spanId === spanId;
  return () =>
    Object.fromEntries(
      exporter
        .getFinishedSpans()
        .filter(isOwn)
        .map(({ name, attributes }) => [name, attributes['error.type'] ?? 'well']),
    );
}

test('of a batch each request has its own stages, and its own failure alone', async () => {
  const bad = Object.assign(new Error('no frame'), { name: 'ImagingError' });
  const gate = Promise.withResolvers<void>();
  const run: RunBatch<string, string> = async (calls, takenMs, settle) => {
    await gate.promise;
    const network = { startedMs: takenMs + 1, endedMs: takenMs + 2, size: calls.length };
    calls.forEach((call, at) => {
      if (call === 'bad') settle(at, { $case: 'failed', value: bad });
      else if (call === 'odd') settle(at, { $case: 'failed', value: new Error('no answer') });
      else settle(at, { $case: 'answered', value: call });
    });
    return {
      preprocess: { startedMs: takenMs, endedMs: takenMs + 1 },
      run: network,
      postprocess: { startedMs: takenMs + 2, endedMs: takenMs + 3 },
      ran: calls.length,
      runs: calls.map((call) => (call === 'bad' ? undefined : network)),
    };
  };
  const queue = createBatchQueue({ maxBatch: 4, run, observer: createBatchTelemetry('test') });
  const first = asked(() => queue.submit('first'));
  const [good, worse, odd] = ['good', 'bad', 'odd'].map((call) => asked(() => queue.submit(call)));
  gate.resolve();
  await queue.submit('last');

  const whole = { queue: 'well', preprocess: 'well', run: 'well', postprocess: 'well' };
  expect(first()).toEqual(whole);
  expect(good!()).toEqual(whole);
  expect(worse!()).toEqual({ queue: 'well', preprocess: 'INVALID_ARGUMENT' });
  expect(odd!()).toEqual({ ...whole, postprocess: 'INTERNAL' });
});

test('a thread that dies ends the run of its requests', async () => {
  const run: RunBatch<string, string> = () => Promise.reject(new Error('exit code 7'));
  const queue = createBatchQueue({ maxBatch: 4, run, observer: createBatchTelemetry('test') });
  const call = asked(() => queue.submit('any'));
  await expect(queue.submit('next')).rejects.toThrow('exit code 7');
  expect(call()).toEqual({ queue: 'well', run: 'INTERNAL' });
});
