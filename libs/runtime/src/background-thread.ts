// SPDX-License-Identifier: Apache-2.0
import { constants, setPriority } from 'node:os';
import { isMainThread } from 'node:worker_threads';

/**
 * Lets the calling worker thread, and those that it starts, compute in the background: event loops,
 * which answer health checks and carry tensors, get a processor before a network does. Only where
 * threads have priorities of their own, which is Linux; elsewhere this would slow the whole process.
 */
export function computeInBackground(): void {
  if (isMainThread || process.platform !== 'linux') return;
  setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL);
}
