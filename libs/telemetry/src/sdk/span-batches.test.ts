// SPDX-License-Identifier: Apache-2.0
import { TracerProvider, type ReadableSpan, type SpanExporter } from '@opentelemetry/sdk-trace';
import { expect, test } from 'vitest';
import { createProblemLog } from './problem-log.js';
import type { BatchSettings } from './settings.js';
import { createSpanBatches } from './span-batches.js';

const settings: BatchSettings = {
  scheduleDelayMs: 60_000,
  exportTimeoutMs: 60_000,
  maxQueueSize: 8,
  maxBatchSize: 3,
};

/** Spans as an SDK makes them, ended, named by their index. */
function spans(count: number): ReadableSpan[] {
  const ended: ReadableSpan[] = [];
  const provider = new TracerProvider({
    spanProcessors: [
      {
        onStart: () => undefined,
        onEnd: (span) => void ended.push(span),
        forceFlush: async () => undefined,
        shutdown: async () => undefined,
      },
    ],
  });
  for (let index = 0; index < count; index += 1) {
    provider.getTracer('test').startSpan(String(index)).end();
  }
  return ended;
}

/** An exporter that answers when it is told to. */
function slowExporter() {
  const groups: string[][] = [];
  const answers: ((error?: Error) => void)[] = [];
  const exporter: SpanExporter = {
    export(group, done) {
      groups.push(group.map((span) => span.name));
      answers.push((error) => done(error ? { code: 1, error } : { code: 0 }));
    },
    shutdown: async () => undefined,
  };
  return { exporter, groups, answers };
}

test('full groups go at once, one at a time, the rest when asked for', async () => {
  const { exporter, groups, answers } = slowExporter();
  const batches = createSpanBatches(
    exporter,
    settings,
    createProblemLog('test', () => undefined),
  );
  spans(7).forEach(batches.add);
  expect(groups).toEqual([['0', '1', '2']]);
  expect(batches.waiting()).toBe(7);
  const flushed = batches.flush();
  answers[0]?.();
  await expect.poll(() => groups.length).toBe(2);
  answers[1]?.();
  await expect.poll(() => groups.length).toBe(3);
  answers[2]?.();
  await flushed;
  expect(groups).toEqual([['0', '1', '2'], ['3', '4', '5'], ['6']]);
  expect(batches.waiting()).toBe(0);
});

test('what no longer fits is counted, and told once', async () => {
  const lines: string[] = [];
  const problems = createProblemLog('test', (line) => lines.push(line));
  const { exporter } = slowExporter();
  const batches = createSpanBatches(exporter, settings, problems);
  spans(20).forEach(batches.add);
  expect(problems.counted('spans were dropped: the queue was full')).toBe(20 - 3 - 8);
  expect(lines).toHaveLength(1);
  problems.summarize();
  problems.summarize();
  expect(lines.map((line) => JSON.parse(line).count)).toEqual([1, 9]);
});

test('what cannot be exported is counted, and the message of the error is not told', async () => {
  const lines: string[] = [];
  const problems = createProblemLog('test', (line) => lines.push(line));
  const { exporter, answers } = slowExporter();
  const batches = createSpanBatches(exporter, settings, problems);
  spans(2).forEach(batches.add);
  const flushed = batches.flush();
  await expect.poll(() => answers.length).toBe(1);
  answers[0]?.(Object.assign(new Error('https://user:secret@collector'), { code: 'ECONNREFUSED' }));
  await flushed;
  expect(problems.counted('spans were dropped: the export failed')).toBe(2);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ count: 2, code: 'ECONNREFUSED' });
  expect(lines.join('')).not.toContain('secret');
});

test('an exporter that never answers holds nothing up for longer than the limit', async () => {
  const problems = createProblemLog('test', () => undefined);
  const { exporter } = slowExporter();
  const limits = { ...settings, exportTimeoutMs: 5 };
  const batches = createSpanBatches(exporter, limits, problems);
  spans(2).forEach(batches.add);
  const alive = setInterval(() => undefined, 1000);
  await batches.shutDown();
  clearInterval(alive);
  expect(problems.counted('spans were dropped: the export failed')).toBe(2);
  spans(1).forEach(batches.add);
  expect(problems.counted('spans were dropped: the process ended')).toBe(1);
});
