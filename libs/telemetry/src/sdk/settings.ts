// SPDX-License-Identifier: Apache-2.0
import type { Environment } from './environment.js';
import { createSettingReader, type SettingReader } from './setting-reader.js';
import { TelemetrySettingsError } from './settings-error.js';

/** How OTLP is spoken. */
export type OtlpProtocol = 'grpc' | 'http/protobuf' | 'http/json';

/** Which traces are sampled. */
export interface SamplerSettings {
  readonly name: (typeof samplers)[number];
  /** Share of the traces, from 0 to 1, for the samplers by ratio. */
  readonly ratio: number;
}

/** How spans are sent in groups. */
export interface BatchSettings {
  readonly scheduleDelayMs: number;
  readonly exportTimeoutMs: number;
  /** In spans. */
  readonly maxQueueSize: number;
  /** In spans. */
  readonly maxBatchSize: number;
}

/** What becomes of spans. */
export interface TraceSettings {
  readonly otlp?: OtlpProtocol;
  readonly console: boolean;
  readonly sampler: SamplerSettings;
  readonly batch: BatchSettings;
}

/** What becomes of metrics. */
export interface MetricSettings {
  readonly otlp?: {
    readonly protocol: OtlpProtocol;
    readonly intervalMs: number;
    readonly timeoutMs: number;
  };
  /** Where they can be scraped; port 0 lets the system choose. */
  readonly prometheus?: { readonly host: string; readonly port: number };
}

/** What the standard variables ask for; a part that is absent is off. */
export interface TelemetrySettings {
  readonly traces?: TraceSettings;
  readonly metrics?: MetricSettings;
}

const samplers = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

const protocols = ['grpc', 'http/protobuf', 'http/json'] as const;

/** Milliseconds that a timer can take. */
const longestMs = 2 ** 31 - 1;

/**
 * Reads the variables that OpenTelemetry's specification gives to SDKs. Other than there, OTLP is
 * on only where an exporter or an endpoint asks for it. What is off is not looked at.
 * @throws TelemetrySettingsError naming each variable, what was expected and what was found.
 */
export function readTelemetrySettings(env: Environment): TelemetrySettings {
  const reader = createSettingReader(env);
  const off = reader.word(['OTEL_SDK_DISABLED'], ['true', 'false'], 'false') === 'true';
  const settings = off ? {} : { traces: readTraces(reader), metrics: readMetrics(reader) };
  if (reader.problems.length > 0) {
    throw new TelemetrySettingsError(reader.problems);
  }
  return settings;
}

function readTraces(reader: SettingReader): TraceSettings | undefined {
  const exporters =
    reader.words('OTEL_TRACES_EXPORTER', ['otlp', 'console']) ?? byEndpoint(reader, 'TRACES');
  if (exporters.length === 0) {
    return undefined;
  }
  const maxQueueSize = reader.integer('OTEL_BSP_MAX_QUEUE_SIZE', 1, 1_000_000, 2048);
  const maxBatchSize = Math.min(512, maxQueueSize);
  return {
    otlp: exporters.includes('otlp') ? readOtlp(reader, 'TRACES') : undefined,
    console: exporters.includes('console'),
    sampler: {
      name: reader.word(['OTEL_TRACES_SAMPLER'], samplers, 'parentbased_always_on'),
      ratio: reader.number('OTEL_TRACES_SAMPLER_ARG', 0, 1, 1),
    },
    batch: {
      scheduleDelayMs: reader.integer('OTEL_BSP_SCHEDULE_DELAY', 0, longestMs, 5000),
      exportTimeoutMs: reader.integer('OTEL_BSP_EXPORT_TIMEOUT', 1, longestMs, 30_000),
      maxQueueSize,
      maxBatchSize: reader.integer('OTEL_BSP_MAX_EXPORT_BATCH_SIZE', 1, maxQueueSize, maxBatchSize),
    },
  };
}

function readMetrics(reader: SettingReader): MetricSettings | undefined {
  const exporters =
    reader.words('OTEL_METRICS_EXPORTER', ['otlp', 'prometheus']) ?? byEndpoint(reader, 'METRICS');
  if (exporters.length === 0) {
    return undefined;
  }
  const intervalMs = reader.integer('OTEL_METRIC_EXPORT_INTERVAL', 1, longestMs, 60_000);
  const timeoutMs = reader.integer('OTEL_METRIC_EXPORT_TIMEOUT', 1, longestMs, 30_000);
  const host = reader.text('OTEL_EXPORTER_PROMETHEUS_HOST') ?? 'localhost';
  return {
    otlp: exporters.includes('otlp')
      ? {
          protocol: readOtlp(reader, 'METRICS'),
          intervalMs,
          timeoutMs: Math.min(timeoutMs, intervalMs),
        }
      : undefined,
    prometheus: exporters.includes('prometheus')
      ? {
          host: host === 'localhost' ? '127.0.0.1' : host,
          port: reader.integer('OTEL_EXPORTER_PROMETHEUS_PORT', 0, 65_535, 9464),
        }
      : undefined,
  };
}

/** OTLP where an endpoint was given: nobody names one who wants nothing sent. */
function byEndpoint(reader: SettingReader, signal: string): readonly 'otlp'[] {
  return endpointNames(signal).some((name) => reader.text(name) !== undefined) ? ['otlp'] : [];
}

function readOtlp(reader: SettingReader, signal: string): OtlpProtocol {
  const protocol = reader.word(
    [`OTEL_EXPORTER_OTLP_${signal}_PROTOCOL`, 'OTEL_EXPORTER_OTLP_PROTOCOL'],
    protocols,
    'http/protobuf',
  );
  const name = endpointNames(signal).find((each) => reader.text(each) !== undefined);
  const endpoint = name && reader.text(name);
  const host = protocol === 'grpc' && /^[\w.-]+:\d{1,5}$/.test(endpoint ?? '');
  if (name && !host && !/^https?:\/\/[^/]/.test(endpoint ?? '')) {
    reader.refuse(name, 'a URL of http or https');
  }
  for (const variable of ['TIMEOUT', `${signal}_TIMEOUT`]) {
    reader.integer(`OTEL_EXPORTER_OTLP_${variable}`, 1, longestMs, 10_000);
  }
  return protocol;
}

function endpointNames(signal: string): readonly string[] {
  return [`OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`, 'OTEL_EXPORTER_OTLP_ENDPOINT'];
}
