// SPDX-License-Identifier: Apache-2.0
import type { Attributes } from '@opentelemetry/api';
import { AggregationType, type ViewOptions } from '@opentelemetry/sdk-metrics';
import type { MetricSpec } from '../metric-table.js';
import { allowedAttributes } from './allow-attributes.js';
import { spanAttributes } from './span-attributes.js';

/** Time series per metric; what is beyond shares one. */
const maxSeries = 1000;

/** Views that give the metrics of a table their buckets and no attributes but theirs. */
export function metricViews(table: Readonly<Record<string, MetricSpec>>): ViewOptions[] {
  return Object.entries(table).map(([instrumentName, spec]) => ({
    instrumentName,
    aggregationCardinalityLimit: maxSeries,
    attributesProcessors: [{ process: metricAttributes(spec) }],
    ...(spec.buckets && {
      aggregation: {
        type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM,
        options: { boundaries: [...spec.buckets], recordMinMax: false },
      },
    }),
  }));
}

/** What keeps of attributes those that the metric may have, in the form that they must have. */
export function metricAttributes(spec: MetricSpec): (attributes: Attributes) => Attributes {
  const shapes = Object.fromEntries(
    spec.attributes.flatMap((name) => {
      const shape = spanAttributes[name];
      return shape ? [[name, shape]] : [];
    }),
  );
  return (attributes) => allowedAttributes(attributes, shapes);
}
