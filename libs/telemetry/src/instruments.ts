// SPDX-License-Identifier: Apache-2.0
import {
  metrics,
  type Attributes,
  type Context,
  type Counter,
  type Histogram,
  type ObservableResult,
  type UpDownCounter,
} from '@opentelemetry/api';
import { metricTable, type MetricKind, type MetricName, type MetricSpec } from './metric-table.js';

/** Metrics of one kind. */
export type MetricOf<Kind extends MetricKind> = {
  [Name in MetricName]: (typeof metricTable)[Name]['kind'] extends Kind ? Name : never;
}[MetricName];

const histograms = new Map<MetricName, Histogram>();
const counters = new Map<MetricName, Counter>();
const upDownCounters = new Map<MetricName, UpDownCounter>();

/** Records a value of a histogram, in the unit of the table. */
export function record(
  name: MetricOf<'histogram'>,
  value: number,
  attributes?: Attributes,
  context?: Context,
): void {
  const create = (): Histogram => metrics.getMeter('asarg').createHistogram(name, optionsOf(name));
  known(histograms, name, create).record(value, attributes, context);
}

/** Adds to a counter, in the unit of the table. */
export function count(name: MetricOf<'counter'>, value = 1, attributes?: Attributes): void {
  const create = (): Counter => metrics.getMeter('asarg').createCounter(name, optionsOf(name));
  known(counters, name, create).add(value, attributes);
}

/** Adds to what is going on now; take away what was added when it ends. */
export function addTo(
  name: MetricOf<'upDownCounter'>,
  value: number,
  attributes?: Attributes,
): void {
  const create = (): UpDownCounter =>
    metrics.getMeter('asarg').createUpDownCounter(name, optionsOf(name));
  known(upDownCounters, name, create).add(value, attributes);
}

/** Has a gauge read whenever metrics are collected; returns how to end that. */
export function observe(
  name: MetricOf<'gauge'>,
  read: (result: Pick<ObservableResult, 'observe'>) => void,
): () => void {
  const gauge = metrics.getMeter('asarg').createObservableGauge(name, optionsOf(name));
  gauge.addCallback(read);
  return () => gauge.removeCallback(read);
}

function optionsOf(name: MetricName) {
  const { unit, description, buckets }: MetricSpec = metricTable[name];
  return {
    ...(unit !== undefined && { unit }),
    description,
    ...(buckets && { advice: { explicitBucketBoundaries: [...buckets] } }),
  };
}

/** Made with the first use: the SDK may be started after this module is loaded. */
function known<T>(instruments: Map<MetricName, T>, name: MetricName, create: () => T): T {
  let instrument = instruments.get(name);
  if (instrument === undefined) {
    instrument = create();
    instruments.set(name, instrument);
  }
  return instrument;
}
