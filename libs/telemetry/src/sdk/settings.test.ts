// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { readTelemetrySettings } from './settings.js';

test('with nothing set, nothing is on', () => {
  expect(readTelemetrySettings({})).toEqual({});
  expect(readTelemetrySettings({ OTEL_SERVICE_NAME: 'x', OTEL_TRACES_EXPORTER: ' ' })).toEqual({});
});

test('none and OTEL_SDK_DISABLED turn off what the rest would turn on', () => {
  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' };
  const none = { OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' };
  expect(readTelemetrySettings({ ...endpoint, ...none })).toEqual({});
  const off = { ...endpoint, OTEL_SDK_DISABLED: 'true', OTEL_TRACES_SAMPLER: 'nonsense' };
  expect(readTelemetrySettings(off)).toEqual({});
});

test('an endpoint alone turns OTLP on, of one signal or of both', () => {
  const both = readTelemetrySettings({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' });
  expect(both.traces?.otlp).toBe('http/protobuf');
  expect(both.metrics?.otlp?.protocol).toBe('http/protobuf');
  const traces = readTelemetrySettings({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://[::1]:1/x' });
  expect(traces.traces?.otlp).toBe('http/protobuf');
  expect(traces.metrics).toBeUndefined();
});

test('defaults are those of the specification, and localhost is 127.0.0.1', () => {
  expect(
    readTelemetrySettings({
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_METRICS_EXPORTER: 'prometheus,otlp',
    }),
  ).toEqual({
    traces: {
      otlp: 'http/protobuf',
      console: false,
      sampler: { name: 'parentbased_always_on', ratio: 1 },
      batch: {
        scheduleDelayMs: 5000,
        exportTimeoutMs: 30_000,
        maxQueueSize: 2048,
        maxBatchSize: 512,
      },
    },
    metrics: {
      otlp: { protocol: 'http/protobuf', intervalMs: 60_000, timeoutMs: 30_000 },
      prometheus: { host: '127.0.0.1', port: 9464 },
    },
  });
});

test('the protocol of a signal goes before the general one', () => {
  const { traces, metrics } = readTelemetrySettings({
    OTEL_TRACES_EXPORTER: 'otlp',
    OTEL_METRICS_EXPORTER: 'otlp',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317',
    OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: 'http/json',
    OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://collector:4318/v1/metrics',
  });
  expect(traces?.otlp).toBe('grpc');
  expect(metrics?.otlp?.protocol).toBe('http/json');
});

test.each([
  [
    { OTEL_TRACES_EXPORTER: 'jaeger' },
    "OTEL_TRACES_EXPORTER: expected none, or some of otlp, console, found 'jaeger'",
  ],
  [
    { OTEL_METRICS_EXPORTER: 'prometheus', OTEL_EXPORTER_PROMETHEUS_PORT: '70000' },
    "OTEL_EXPORTER_PROMETHEUS_PORT: expected a whole number from 0 to 65535, found '70000'",
  ],
  [
    { OTEL_TRACES_EXPORTER: 'console', OTEL_TRACES_SAMPLER_ARG: '2' },
    "OTEL_TRACES_SAMPLER_ARG: expected a number from 0 to 1, found '2'",
  ],
  [
    { OTEL_TRACES_EXPORTER: 'otlp', OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' },
    "OTEL_EXPORTER_OTLP_ENDPOINT: expected a URL of http or https, found 'collector:4318'",
  ],
  [
    {
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_BSP_MAX_QUEUE_SIZE: '10',
      OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '11',
    },
    "OTEL_BSP_MAX_EXPORT_BATCH_SIZE: expected a whole number from 1 to 10, found '11'",
  ],
  [{ OTEL_SDK_DISABLED: 'yes' }, "OTEL_SDK_DISABLED: expected one of true, false, found 'yes'"],
])('%o is refused, saying why', (env, problem) => {
  expect(() => readTelemetrySettings(env as never)).toThrow(`invalid configuration: ${problem}`);
});

test('words are read in any case, as the specification says', () => {
  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };
  expect(readTelemetrySettings({ ...endpoint, OTEL_SDK_DISABLED: 'TRUE' })).toEqual({});
  const { metrics } = readTelemetrySettings({ OTEL_METRICS_EXPORTER: 'Prometheus' });
  expect(metrics).toEqual(readTelemetrySettings({ OTEL_METRICS_EXPORTER: 'prometheus' }).metrics);
  expect(metrics).toBeDefined();
});

test('all that is wrong is told at once, in one line', () => {
  const env = {
    OTEL_TRACES_EXPORTER: 'otlp',
    OTEL_TRACES_SAMPLER: 'some\ntimes',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'smoke',
  };
  expect(() => readTelemetrySettings(env)).toThrow(/^[^\n]*OTLP_PROTOCOL[^\n]*SAMPLER[^\n]*$/);
});
