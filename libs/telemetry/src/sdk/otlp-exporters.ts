// SPDX-License-Identifier: Apache-2.0
import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { OtlpProtocol } from './settings.js';
import { temporalityOf } from './temporality.js';

/**
 * Sends spans by OTLP. Endpoint, headers, certificates and compression are read from the standard
 * variables. Of the protocols only the one that is spoken is loaded.
 */
export async function otlpSpanExporter(protocol: OtlpProtocol): Promise<SpanExporter> {
  switch (protocol) {
    case 'grpc': {
      const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-grpc');
      return new OTLPTraceExporter();
    }
    case 'http/protobuf': {
      const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-proto');
      return new OTLPTraceExporter();
    }
    case 'http/json': {
      const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
      return new OTLPTraceExporter();
    }
  }
}

/** Sends metrics by OTLP, likewise. */
export async function otlpMetricExporter(protocol: OtlpProtocol): Promise<PushMetricExporter> {
  const { OTLPMetricExporter } = await loadMetricExporter(protocol);
  const exporter: PushMetricExporter = new OTLPMetricExporter();
  exporter.selectAggregationTemporality = temporalityOf;
  return exporter;
}

function loadMetricExporter(protocol: OtlpProtocol) {
  switch (protocol) {
    case 'grpc':
      return import('@opentelemetry/exporter-metrics-otlp-grpc');
    case 'http/protobuf':
      return import('@opentelemetry/exporter-metrics-otlp-proto');
    case 'http/json':
      return import('@opentelemetry/exporter-metrics-otlp-http');
  }
}
