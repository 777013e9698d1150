// SPDX-License-Identifier: Apache-2.0
import { ProblemError } from './problem.js';

/**
 * Milliseconds in which a client wants its report, from `X-Request-Timeout` in seconds.
 * @throws ProblemError for what is no number from 0.001 to 3600.
 */
export function readRequestTimeoutMs(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const seconds = /^\d{1,4}(\.\d{1,3})?$/.test(header) ? Number(header) : 0;
  if (seconds > 0 && seconds <= 3600) return seconds * 1000;
  throw new ProblemError('invalid-parameter', 'A header is not what it should be.', {
    expected: 'X-Request-Timeout: seconds, 0.001 to 3600',
    found: /^[\w.+-]{1,24}$/.test(header) ? header : 'something else',
  });
}
