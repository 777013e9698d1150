// SPDX-License-Identifier: Apache-2.0

/**
 * What the work comes to, unless the signal aborts first. Afterwards nothing is left at the signal:
 * a race against one promise that never settles would hold on to the result of every race.
 * @throws what the work throws; the given error once the signal is aborted.
 */
export function unlessAborted<T>(
  work: Promise<T>,
  signal: AbortSignal,
  errorOf: () => Error,
): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const onAbort = (): void => reject(errorOf());
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  return promise;
}
