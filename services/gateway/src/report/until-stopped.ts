// SPDX-License-Identifier: Apache-2.0
import { ProblemError } from '../http/problem.js';

/**
 * What `work` comes to, unless `stop` is aborted first: then it rejects with the problem `draining`,
 * because a client that sends slowly must not hold up the end of the gateway. Once `work` has ended
 * nothing of it is kept; a race with one promise for all work would keep every image ever received.
 */
export function untilStopped<T>(work: Promise<T>, stop: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onStop = (): void =>
      reject(
        new ProblemError('draining', 'The gateway was stopped before it had the whole image.'),
      );
    if (stop.aborted) onStop();
    stop.addEventListener('abort', onStop, { once: true });
    const settled = (): void => stop.removeEventListener('abort', onStop);
    work.then(resolve, reject).then(settled, settled);
  });
}
