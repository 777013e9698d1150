// SPDX-License-Identifier: Apache-2.0
import type { ServerResponse } from 'node:http';

/**
 * Waits for a promise, but no longer than `limitMs` and no longer than the client does. Rejects if
 * the promise does.
 */
export async function resolvedWithin(
  promise: Promise<unknown>,
  limitMs: number,
  response: ServerResponse,
): Promise<boolean> {
  const limit = Promise.withResolvers<boolean>();
  const giveUp = (): void => limit.resolve(false);
  const timer = setTimeout(giveUp, Math.max(0, limitMs));
  response.once('close', giveUp);
  const resolved = promise.then(() => true);
  try {
    return await Promise.race([resolved, limit.promise]);
  } finally {
    clearTimeout(timer);
    response.off('close', giveUp);
  }
}
