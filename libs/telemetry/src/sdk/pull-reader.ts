// SPDX-License-Identifier: Apache-2.0
import {
  AggregationTemporality,
  AggregationType,
  type IMetricReader,
  type MetricProducer,
} from '@opentelemetry/sdk-metrics';

/** A reader that reads when it is asked to; sums grow from the start of the process. */
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
    selectAggregationTemporality: () => AggregationTemporality.CUMULATIVE,
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
