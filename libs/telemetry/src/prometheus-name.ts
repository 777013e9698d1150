// SPDX-License-Identifier: Apache-2.0
import type { MetricKind } from './metric-table.js';

/** Units by UCUM, and what Prometheus calls them. Units in braces have no name. */
const unitNames: Readonly<Record<string, string>> = {
  s: 'seconds',
  ms: 'milliseconds',
  By: 'bytes',
  '%': 'percent',
};

/** Name of a unit in Prometheus, `seconds`; nothing for plain numbers and units in braces. */
export function prometheusUnit(unit: string | undefined): string | undefined {
  return unit === undefined ? undefined : unitNames[unit];
}

/**
 * Name of a metric's family in Prometheus: dots become underscores, the unit is its last word. Its
 * samples add `_bucket`, `_sum` and `_count` for a histogram, `_total` for a counter.
 */
export function prometheusFamily(name: string, unit: string | undefined): string {
  const base = prometheusLabel(name);
  const suffix = prometheusUnit(unit);
  return suffix === undefined || base.endsWith(`_${suffix}`) ? base : `${base}_${suffix}`;
}

/** Name by which a metric is asked for in Prometheus; of a histogram, that of its family. */
export function prometheusName(
  name: string,
  metric: { readonly kind: MetricKind; readonly unit?: string },
): string {
  const family = prometheusFamily(name, metric.unit);
  return metric.kind === 'counter' ? `${family}_total` : family;
}

/** Name of an attribute as a label. */
export function prometheusLabel(name: string): string {
  const label = name.replaceAll(/[^a-zA-Z0-9_]/g, '_');
  return /^[0-9]/.test(label) ? `_${label}` : label;
}
