// SPDX-License-Identifier: Apache-2.0
import { prometheusLabel } from '@asarg/telemetry';
import type { MetricsWindow } from './window.js';

/** Name of an attribute in a scrape. */
export const labelOf: (attribute: string) => string = prometheusLabel;

/** Adds up what services did per second of their own windows; undefined if none tells of it. */
export function rateOf(
  windows: readonly MetricsWindow[],
  amountOf: (window: MetricsWindow) => number | undefined,
): number | undefined {
  return totalOf(
    windows.map((window) => {
      const amount = amountOf(window);
      return amount !== undefined && window.seconds ? amount / window.seconds : undefined;
    }),
  );
}

/** Sum of what is known; undefined if nothing is. */
export function totalOf(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length > 0 ? known.reduce((sum, value) => sum + value, 0) : undefined;
}
