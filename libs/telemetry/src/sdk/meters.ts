// SPDX-License-Identifier: Apache-2.0
import {
  createNoopMeter,
  type Histogram,
  type Meter,
  type MeterProvider,
} from '@opentelemetry/api';
import type { MetricKind, MetricSpec } from '../metric-table.js';
import type { Exemplars } from './exemplars.js';
import { metricAttributes } from './metric-views.js';
import type { ProblemLog } from './problem-log.js';

/**
 * A provider that makes instruments of the table only, with the unit and the description that the
 * table gives, all by one meter: whoever makes them, they are one family. Others do nothing, and
 * are counted. Measurements of histograms leave exemplars.
 */
export function createMeters(
  inner: Meter,
  table: Readonly<Record<string, MetricSpec>>,
  problems: ProblemLog,
  exemplars?: Exemplars,
): MeterProvider {
  const noop = createNoopMeter();
  const instrument = <I>(name: string, kind: MetricKind, make: (by: Meter, o: object) => I): I => {
    const spec = Object.hasOwn(table, name) ? table[name] : undefined;
    if (spec?.kind !== kind) {
      // The HTTP instrumentation makes this one unasked.
      if (name !== 'http.client.request.duration') {
        problems.count('an instrument is not in the table of metrics', 1, { name, kind });
      }
      return make(noop, {});
    }
    return make(inner, { unit: spec.unit, description: spec.description });
  };
  const withExemplars = (name: string, histogram: Histogram): Histogram => {
    const spec = Object.hasOwn(table, name) ? table[name] : undefined;
    if (!exemplars || !spec?.buckets) {
      return histogram;
    }
    const { buckets } = spec;
    const allowed = metricAttributes(spec);
    return {
      record(value, attributes = {}, context) {
        histogram.record(value, attributes, context);
        exemplars.note(name, buckets, value, { attributes: allowed(attributes), context });
      },
    };
  };
  const meter: Meter = {
    createHistogram: (name) =>
      withExemplars(
        name,
        instrument(name, 'histogram', (by, options) => by.createHistogram(name, options)),
      ),
    createCounter: (name) =>
      instrument(name, 'counter', (by, options) => by.createCounter(name, options)),
    createUpDownCounter: (name) =>
      instrument(name, 'upDownCounter', (by, options) => by.createUpDownCounter(name, options)),
    createGauge: (name) =>
      instrument(name, 'gauge', (by, options) => by.createGauge(name, options)),
    createObservableCounter: (name) =>
      instrument(name, 'counter', (by, options) => by.createObservableCounter(name, options)),
    createObservableUpDownCounter: (name) =>
      instrument(name, 'upDownCounter', (by, options) =>
        by.createObservableUpDownCounter(name, options),
      ),
    createObservableGauge: (name) =>
      instrument(name, 'gauge', (by, options) => by.createObservableGauge(name, options)),
    addBatchObservableCallback: (callback, observables) =>
      inner.addBatchObservableCallback(callback, observables),
    removeBatchObservableCallback: (callback, observables) =>
      inner.removeBatchObservableCallback(callback, observables),
  };
  return { getMeter: () => meter };
}
