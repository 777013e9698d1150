// SPDX-License-Identifier: Apache-2.0
import { ProblemError } from '../http/problem.js';

const idPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A report id; anything that is none names no report. */
export function readId(text: string): string {
  if (idPattern.test(text)) return text;
  throw new ProblemError('report-not-found', 'No report has this id.', {
    expected: 'an id that POST /v1/reports gave',
    found: 'something that is not a UUID',
  });
}

/** A whole number of a parameter; undefined if it is absent. */
export function readWhole(
  name: string,
  text: unknown,
  { min, max }: { readonly min: number; readonly max: number },
): number | undefined {
  if (text === undefined || text === '') return undefined;
  const value = typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new ProblemError('invalid-parameter', `Parameter ${name} is invalid.`, {
    expected: `a whole number from ${min} to ${max}`,
    found: Number.isNaN(value) ? 'something else' : String(value),
  });
}
