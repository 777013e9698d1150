// SPDX-License-Identifier: Apache-2.0
import type { ResultRow } from '../results-page.js';

/** Milliseconds after which whatever is new serves, and whatever was killed is left alone. */
export const servesWithinMs = 2_000;
export const quietAfterMs = 500;
const mostDeviation = 0.1;

/** Something that must not happen. */
export function zeroRow(what: string, value: number): ResultRow {
  return { what, value: String(value), target: '0', met: value === 0 };
}

/** How far calls are from the weights, at most. */
export function deviationRow(
  what: string,
  calls: readonly number[],
  weights: readonly number[],
): ResultRow {
  const sum = (all: readonly number[]): number => all.reduce((total, one) => total + one, 0);
  const deviations = calls.map((count, at) =>
    Math.abs(count / sum(calls) / (weights[at]! / sum(weights)) - 1),
  );
  const worst = Math.max(...deviations);
  return {
    what: `spread over ${what}, weights ${weights.join(' : ')}: calls ${calls.join(' : ')}, off by at most`,
    value: `${(100 * worst).toFixed(1)} %`,
    target: `≤ ${100 * mostDeviation} %`,
    met: worst <= mostDeviation,
  };
}
