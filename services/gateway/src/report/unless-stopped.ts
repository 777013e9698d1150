// SPDX-License-Identifier: Apache-2.0
/**
 * What a work results in, or a rejection as soon as `stop` is aborted: a client that sends slowly
 * must not hold up the end of the gateway. Nothing outlives the work: one promise of the end that
 * all works raced with would keep the results of all, images included, as long as the gateway.
 */
export function unlessStopped<T>(
  work: Promise<T>,
  stop: AbortSignal,
  reasonOf: () => Error,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const onStop = (): void => reject(reasonOf());
    if (stop.aborted) onStop();
    stop.addEventListener('abort', onStop, { once: true });
    const forget = (): void => stop.removeEventListener('abort', onStop);
    work.then(resolve, reject).finally(forget);
  });
}
