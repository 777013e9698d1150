// SPDX-License-Identifier: Apache-2.0
import type { TextMapPropagator } from '@opentelemetry/api';
import { reportIdPropagator } from './report-id-propagator.js';
import { traceContextPropagator } from './trace-context.js';

const parts = [traceContextPropagator, reportIdPropagator];

/** What goes along with every call: trace context and the report's id. Baggage never does. */
export const propagator: TextMapPropagator = {
  inject: (context, carrier, setter) => {
    for (const part of parts) {
      part.inject(context, carrier, setter);
    }
  },
  extract: (context, carrier, getter) =>
    parts.reduce((soFar, part) => part.extract(soFar, carrier, getter), context),
  fields: () => parts.flatMap((part) => part.fields()),
};
