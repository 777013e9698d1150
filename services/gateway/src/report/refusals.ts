// SPDX-License-Identifier: Apache-2.0
import { ProblemError } from '../http/problem.js';
import { retryAfterSeconds } from './retry-after.js';

/** There is no place, and none to wait in. */
export function full(limit: number, waitMs: number): ProblemError {
  return refusal('The gateway has as many reports as it takes.', waitMs, {
    expected: `fewer than ${limit} reports in progress`,
    found: `${limit}`,
  });
}

/** As many wait as may, or as many of this client as is fair. */
export function roomFull(maxWaiting: number, own: number, waitMs: number): ProblemError {
  return refusal('As many requests wait for their turn as may.', waitMs, {
    expected: `fewer than ${maxWaiting} requests that wait, or fewer of this client`,
    found: `${maxWaiting}, ${own} of this client`,
  });
}

/** The turn, or the report, would come after the client has stopped waiting. */
export function tooLate(patienceMs: number, waitMs: number): ProblemError {
  return refusal('It would take longer than the client waits.', waitMs, {
    expected: `${seconds(patienceMs)} or less`,
    found: `about ${seconds(waitMs)}`,
  });
}

/** The turn did not come while the client waited. */
export function waitedTooLong(waitedMs: number, waitMs: number): ProblemError {
  return refusal('The turn of this request did not come in time.', waitMs, {
    expected: 'a place',
    found: `none within ${seconds(waitedMs)}`,
  });
}

/** The gateway stops. */
export function draining(): ProblemError {
  return new ProblemError('draining', 'No new reports are taken any more.');
}

function refusal(
  detail: string,
  waitMs: number,
  words: { readonly expected: string; readonly found: string },
): ProblemError {
  const headers = { 'Retry-After': String(retryAfterSeconds(waitMs)) };
  return new ProblemError('too-many-reports', detail, { ...words, headers });
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
