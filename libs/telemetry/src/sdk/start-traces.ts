// SPDX-License-Identifier: Apache-2.0
import type { Resource } from '@opentelemetry/resources';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { ConsoleSpanExporter, type SpanExporter } from '@opentelemetry/sdk-trace';
import { allowAttributes } from './allow-attributes.js';
import { keepFailedTraces } from './keep-failed-traces.js';
import { otlpSpanExporter } from './otlp-exporters.js';
import type { ProblemLog } from './problem-log.js';
import { reportIdProcessor } from './report-id-processor.js';
import { createSampler } from './sampler.js';
import type { TraceSettings } from './settings.js';
import { createSpanBatches, type SpanBatches } from './span-batches.js';

/** Traces that are on. */
export interface Traces {
  /** Sends what is left and stops. */
  shutDown(): Promise<void>;
  /** Spans that were taken and are not sent. */
  waiting(): number;
}

/** Starts what makes spans, chooses among them and sends them. */
export async function startTraces(
  settings: TraceSettings,
  resource: Resource,
  problems: ProblemLog,
): Promise<Traces> {
  const exporters: SpanExporter[] = [];
  if (settings.otlp) {
    exporters.push(await otlpSpanExporter(settings.otlp));
  }
  if (settings.console) {
    exporters.push(new ConsoleSpanExporter());
  }
  const batches = toEach(
    exporters.map((exporter) =>
      createSpanBatches(allowAttributes(exporter), settings.batch, problems),
    ),
  );
  const sdk = new NodeSDK({
    resource,
    // Its detectors tell the command line, the user and the host.
    autoDetectResources: false,
    sampler: createSampler(settings.sampler),
    spanProcessors: [reportIdProcessor, keepFailedTraces(batches, problems)],
    // Metrics are this package's own, for their exemplars; logs are not sent; both would be by default.
    metricReaders: [],
    logRecordProcessors: [],
    // Set already: without traces there are headers and contexts too.
    textMapPropagator: null,
  });
  sdk.start();
  return { shutDown: () => sdk.shutdown(), waiting: () => batches.waiting() };
}

function toEach(all: readonly SpanBatches[]): SpanBatches {
  return {
    add: (span) => all.forEach((each) => each.add(span)),
    flush: async () => void (await Promise.all(all.map((each) => each.flush()))),
    shutDown: async () => void (await Promise.all(all.map((each) => each.shutDown()))),
    waiting: () => all.reduce((sum, each) => sum + each.waiting(), 0),
  };
}
