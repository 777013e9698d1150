// SPDX-License-Identifier: Apache-2.0
import { AggregationTemporality, InstrumentType } from '@opentelemetry/sdk-metrics';

/**
 * Sums grow from the start of the process. A gauge has what its last reading told and no more: the
 * SDK would keep a series that is told of no more, an instance that is gone for example, with its last value.
 */
export function temporalityOf(type: InstrumentType): AggregationTemporality {
  return type === InstrumentType.OBSERVABLE_GAUGE
    ? AggregationTemporality.DELTA
    : AggregationTemporality.CUMULATIVE;
}
