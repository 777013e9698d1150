// SPDX-License-Identifier: Apache-2.0
import type { Attributes } from '@opentelemetry/api';
import {
  DataPointType,
  type Histogram,
  type MetricData,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { prometheusFamily, prometheusLabel, prometheusUnit } from '../prometheus-name.js';
import type { Exemplar, Exemplars } from './exemplars.js';

/** Which text: Prometheus's 0.0.4, or OpenMetrics 1.0.0, which has units and exemplars. */
export type ExpositionFormat = 'prometheus' | 'openmetrics';

/** Metrics as text for scrapers. Every family is given once, its samples together. */
export function prometheusText(
  { resource, scopeMetrics }: ResourceMetrics,
  format: ExpositionFormat,
  exemplars?: Exemplars,
): string {
  const open = format === 'openmetrics';
  const lines = open
    ? ['# TYPE target info', '# HELP target Attributes of the process']
    : ['# TYPE target_info gauge', '# HELP target_info Attributes of the process'];
  lines.push(`target_info${labels(resource.attributes)} 1`);
  for (const metric of scopeMetrics.flatMap((scope) => scope.metrics)) {
    lines.push(...familyLines(metric, open, exemplars));
  }
  return `${lines.join('\n')}\n${open ? '# EOF\n' : ''}`;
}

function familyLines(metric: MetricData, open: boolean, exemplars?: Exemplars): string[] {
  const { name, unit, description } = metric.descriptor;
  const family = prometheusFamily(name, unit);
  const counter = metric.dataPointType === DataPointType.SUM && metric.isMonotonic;
  const sample = counter ? `${family}_total` : family;
  const heading = open ? family : sample;
  const lines = [`# TYPE ${heading} ${typeOf(metric, counter)}`];
  if (open && prometheusUnit(unit)) {
    lines.push(`# UNIT ${heading} ${prometheusUnit(unit)}`);
  }
  if (description) {
    lines.push(`# HELP ${heading} ${escaped(description, open)}`);
  }
  switch (metric.dataPointType) {
    case DataPointType.HISTOGRAM:
      for (const { attributes, value } of metric.dataPoints) {
        const latest = open ? exemplars?.of(name, attributes) : undefined;
        lines.push(...histogramLines(family, attributes, value, open, latest));
      }
      return lines;
    case DataPointType.SUM:
    case DataPointType.GAUGE:
      for (const { attributes, value } of metric.dataPoints) {
        lines.push(`${sample}${labels(attributes)} ${number(value)}`);
      }
      return lines;
    // The table asks for none of these.
    case DataPointType.EXPONENTIAL_HISTOGRAM:
      return [];
  }
}

function typeOf(metric: MetricData, counter: boolean): string {
  if (metric.dataPointType === DataPointType.HISTOGRAM) {
    return 'histogram';
  }
  return counter ? 'counter' : 'gauge';
}

function histogramLines(
  family: string,
  attributes: Attributes,
  { buckets, count, sum }: Histogram,
  open: boolean,
  exemplars: readonly (Exemplar | undefined)[] = [],
): string[] {
  let below = 0;
  const lines = buckets.counts.map((inBucket, index) => {
    below += inBucket;
    const bound = buckets.boundaries[index] ?? Infinity;
    const le = open && Number.isInteger(bound) ? `${bound}.0` : number(bound);
    const exemplar = exemplars[index];
    const line = `${family}_bucket${labels(attributes, [['le', le]])} ${below}`;
    return exemplar ? `${line} ${exemplarText(exemplar)}` : line;
  });
  lines.push(`${family}_sum${labels(attributes)} ${number(sum ?? 0)}`);
  lines.push(`${family}_count${labels(attributes)} ${count}`);
  return lines;
}

function exemplarText({ traceId, spanId, value, timeMs }: Exemplar): string {
  const time = (timeMs / 1000).toFixed(3);
  return `# {trace_id="${traceId}",span_id="${spanId}"} ${number(value)} ${time}`;
}

/** Two attributes whose names become one label share it, as the rule for names asks. */
function labels(attributes: Attributes, more: readonly (readonly [string, string])[] = []): string {
  const values = new Map<string, string>();
  for (const [name, value] of Object.entries(attributes).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const label = prometheusLabel(name);
    const before = values.get(label);
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    values.set(label, before === undefined ? text : `${before};${text}`);
  }
  const all = [...values, ...more].map(([label, value]) => `${label}="${escaped(value, true)}"`);
  return all.length === 0 ? '' : `{${all.join(',')}}`;
}

function escaped(text: string, quotes: boolean): string {
  const plain = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return quotes ? plain.replaceAll('"', '\\"') : plain;
}

function number(value: number): string {
  if (Number.isFinite(value)) {
    return String(value);
  }
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
}
