// SPDX-License-Identifier: Apache-2.0
import { metricTable, type MetricSpec } from '../src/index.js';
import { prometheusLabel, prometheusName } from '../src/prometheus-name.js';

/** A name that can be asked for in Prometheus. */
export interface ScrapedMetric {
  readonly labels: readonly string[];
  /** Upper bounds, of what ends in `_bucket` only. */
  readonly buckets?: readonly number[];
}

/** Labels that Prometheus adds to what it scrapes. */
const ofTarget = ['job', 'instance'];

/** Every name in Prometheus that the table of metrics leads to. */
export const scrapedMetrics: ReadonlyMap<string, ScrapedMetric> = new Map(
  Object.entries<MetricSpec>(metricTable).flatMap(([otelName, spec]) => {
    const name = prometheusName(otelName, spec);
    const labels = [...spec.attributes.map(prometheusLabel), ...ofTarget];
    if (spec.kind !== 'histogram') return [[name, { labels }]];
    return [
      [`${name}_bucket`, { labels: [...labels, 'le'], buckets: spec.buckets ?? [] }],
      [`${name}_sum`, { labels }],
      [`${name}_count`, { labels }],
    ];
  }),
);

/** What Prometheus has without any service. */
export const ownMetrics: ReadonlyMap<string, ScrapedMetric> = new Map([
  ['up', { labels: ofTarget }],
  ['ALERTS', { labels: ['alertname', 'alertstate', 'severity', ...ofTarget] }],
]);
