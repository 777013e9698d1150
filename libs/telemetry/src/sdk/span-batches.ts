// SPDX-License-Identifier: Apache-2.0
import { context } from '@opentelemetry/api';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { kindOf, type ProblemLog } from './problem-log.js';
import type { BatchSettings } from './settings.js';
import { suppressTracing } from './suppressed.js';

/** Sends spans in groups. */
export interface SpanBatches {
  /** Takes a span; when the queue is full, it is dropped and counted. */
  add(span: ReadableSpan): void;
  /** Sends all that was taken. Never rejects. */
  flush(): Promise<void>;
  /** Sends all that was taken, then closes the exporter. Later spans are dropped and counted. */
  shutDown(): Promise<void>;
  /** Spans that were taken and are not sent. */
  waiting(): number;
}

/**
 * Groups for an exporter, one on its way at a time: a group goes when it is full, or when its
 * first span has waited. Waiting keeps no process alive. What cannot be sent is counted.
 */
export function createSpanBatches(
  exporter: SpanExporter,
  settings: BatchSettings,
  problems: ProblemLog,
): SpanBatches {
  let queue: ReadableSpan[] = [];
  let timer: NodeJS.Timeout | undefined;
  let sending: Promise<void> | undefined;
  let unsent = 0;
  let closed = false;

  const send = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const group = queue.slice(0, settings.maxBatchSize);
    queue = queue.slice(settings.maxBatchSize);
    unsent = group.length;
    try {
      await exported(exporter, group, settings.exportTimeoutMs);
    } catch (error) {
      problems.count('spans were dropped: the export failed', group.length, kindOf(error));
    }
    unsent = 0;
    sending = undefined;
    schedule();
  };
  const schedule = (): void => {
    if (sending || queue.length === 0) {
      return;
    }
    if (queue.length >= settings.maxBatchSize) {
      sending = send();
      return;
    }
    timer ??= setTimeout(() => {
      sending ??= send();
    }, settings.scheduleDelayMs).unref();
  };
  const flush = async (): Promise<void> => {
    await sending;
    while (queue.length > 0) {
      sending ??= send();
      await sending;
    }
  };
  return {
    add(span) {
      if (closed) {
        problems.count('spans were dropped: the process ended', 1);
      } else if (queue.length >= settings.maxQueueSize) {
        problems.count('spans were dropped: the queue was full', 1);
      } else {
        queue.push(span);
        schedule();
      }
    },
    flush,
    async shutDown() {
      closed = true;
      await flush();
      clearTimeout(timer);
      await exporter.shutdown().catch(() => undefined);
    },
    waiting: () => queue.length + unsent,
  };
}

/** @throws what the exporter says, or that it took too long. */
function exported(exporter: SpanExporter, spans: ReadableSpan[], limitMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => {
      reject(
        Object.assign(new Error(`expected an answer within ${limitMs} ms`), { code: 'TIMEOUT' }),
      );
    }, limitMs).unref();
    context.with(suppressTracing(context.active()), () =>
      exporter.export(spans, ({ code, error }) => {
        clearTimeout(limit);
        if (code === 0) {
          resolve();
        } else {
          reject(error ?? new Error('expected the exporter to succeed, found that it failed'));
        }
      }),
    );
  });
}
