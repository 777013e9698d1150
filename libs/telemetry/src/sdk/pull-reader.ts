// SPDX-License-Identifier: Apache-2.0
import {
  AggregationType,
  type IMetricReader,
  type MetricProducer,
} from '@opentelemetry/sdk-metrics';
import { temporalityOf } from './temporality.js';

/** A reader that reads when it is asked to. */
export function createPullReader(): IMetricReader {
  let producer: MetricProducer | undefined;
  return {
    setMetricProducer(metricProducer) {
      if (producer) {
        throw new Error('expected one provider of meters for a reader, found a second');
      }
      producer = metricProducer;
    },
    selectAggregation: () => ({ type: AggregationType.DEFAULT }),
    selectAggregationTemporality: temporalityOf,
    selectCardinalityLimit: () => 1000,
    async collect(options) {
      if (!producer) {
        throw new Error('expected a provider of meters, found none');
      }
      return producer.collect(options);
    },
    shutdown: async () => undefined,
    forceFlush: async () => undefined,
  };
}
