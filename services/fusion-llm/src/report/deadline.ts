// SPDX-License-Identifier: Apache-2.0
import { ServiceFailure } from '@asarg/service-kit';

/**
 * Runs work under a deadline, on top of its caller's signal.
 * @throws ServiceFailure DEADLINE_EXCEEDED, if the work heeds the signal it is given.
 */
export async function withDeadline<T>(
  deadlineMs: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const expired = new AbortController();
  const expire = () =>
    expired.abort(
      new ServiceFailure('DEADLINE_EXCEEDED', `expected a report within ${deadlineMs} ms`),
    );
  const timer = setTimeout(expire, deadlineMs);
  try {
    return await work(AbortSignal.any([signal, expired.signal]));
  } finally {
    clearTimeout(timer);
  }
}
