// SPDX-License-Identifier: Apache-2.0
import type { MeterProvider } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import {
  MeterProvider as MeterProviderSdk,
  PeriodicExportingMetricReader,
  type IMetricReader,
} from '@opentelemetry/sdk-metrics';
import { metricTable } from '../metric-table.js';
import { createExemplars } from './exemplars.js';
import { createMeters } from './meters.js';
import { metricViews } from './metric-views.js';
import { otlpMetricExporter } from './otlp-exporters.js';
import type { ProblemLog } from './problem-log.js';
import type { PrometheusEndpoint } from './prometheus-endpoint.js';
import { createPullReader } from './pull-reader.js';
import { observeRuntime } from './runtime-metrics.js';
import type { MetricSettings } from './settings.js';

/** Metrics that are on. */
export interface Metrics {
  readonly provider: MeterProvider;
  readonly endpoint?: PrometheusEndpoint;
  shutDown(): Promise<void>;
}

/** Starts what counts and measures, sends it, and lets it be scraped. */
export async function startMetrics(
  settings: MetricSettings,
  resource: Resource,
  problems: ProblemLog,
  onListening: (url: string) => void,
): Promise<Metrics> {
  const readers: IMetricReader[] = [];
  if (settings.otlp) {
    readers.push(
      new PeriodicExportingMetricReader({
        exporter: await otlpMetricExporter(settings.otlp.protocol),
        exportIntervalMillis: settings.otlp.intervalMs,
        exportTimeoutMillis: settings.otlp.timeoutMs,
      }),
    );
  }
  const exemplars = settings.prometheus && createExemplars();
  const pull = settings.prometheus && createPullReader();
  if (pull) {
    readers.push(pull);
  }
  const sdk = new MeterProviderSdk({ resource, views: metricViews(metricTable), readers });
  const provider = createMeters(sdk.getMeter('@asarg/telemetry'), metricTable, problems, exemplars);
  observeRuntime(provider.getMeter('@asarg/telemetry'));
  let endpoint: PrometheusEndpoint | undefined;
  if (settings.prometheus && pull) {
    const { startPrometheusEndpoint } = await import('./prometheus-endpoint.js');
    const { host, port } = settings.prometheus;
    endpoint = startPrometheusEndpoint({
      host,
      port,
      reader: pull,
      exemplars,
      problems,
      onListening,
    });
  }
  return {
    provider,
    endpoint,
    async shutDown() {
      await endpoint?.close();
      await sdk.shutdown();
    },
  };
}
