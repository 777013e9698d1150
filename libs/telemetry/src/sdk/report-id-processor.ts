// SPDX-License-Identifier: Apache-2.0
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import { attribute } from '../attributes.js';
import { reportIdOf } from '../report-id.js';

/** Gives every span the id of the report that it is made for. */
export const reportIdProcessor: SpanProcessor = {
  onStart(span, context) {
    const id = reportIdOf(context);
    if (id !== undefined) {
      span.setAttribute(attribute.reportId, id);
    }
  },
  onEnd: () => undefined,
  forceFlush: async () => undefined,
  shutdown: async () => undefined,
};
