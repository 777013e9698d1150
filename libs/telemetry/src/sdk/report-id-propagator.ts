// SPDX-License-Identifier: Apache-2.0
import type { TextMapPropagator } from '@opentelemetry/api';
import { isReportId, reportIdOf, withReportId } from '../report-id.js';
import { isTracingSuppressed } from './suppressed.js';

const header = 'asarg-report-id';

/** Hands the id of the report on to the services that are called for it. */
export const reportIdPropagator: TextMapPropagator = {
  inject(context, carrier, setter) {
    const id = reportIdOf(context);
    if (id !== undefined && !isTracingSuppressed(context)) {
      setter.set(carrier, header, id);
    }
  },
  extract(context, carrier, getter) {
    const value = getter.get(carrier, header);
    const id = Array.isArray(value) ? value[0] : value;
    return isReportId(id) ? withReportId(context, id) : context;
  },
  fields: () => [header],
};
