// SPDX-License-Identifier: Apache-2.0
import { ServiceFailure, type CallContext, type FailureCode } from '@asarg/service-kit';
import type { Answered, BatchQueue } from './batch/batch-queue.js';
import { ShedError } from './batch/shed-error.js';
import type { EncodeAnswer, EncodeCall } from './worker-messages.js';

/** The queue in front of a specialist's worker. */
export type EncodeQueue = BatchQueue<EncodeCall, EncodeAnswer>;

/** What a remote model's failure becomes; every other is INTERNAL. */
const remoteFailures: ReadonlySet<string> = new Set<FailureCode>([
  'UNAVAILABLE',
  'RESOURCE_EXHAUSTED',
  'DEADLINE_EXCEEDED',
]);

/**
 * Has a frame encoded in the next batch with room. The buffer of the pixels may be moved.
 * @throws ServiceFailure RESOURCE_EXHAUSTED if the queue sheds it (its cause is the ShedError),
 * DEADLINE_EXCEEDED if the turn comes too late, INVALID_ARGUMENT for a malformed frame, and the
 * status of a remote model that does not answer.
 */
export async function encodeInBatch(
  queue: EncodeQueue,
  call: EncodeCall,
  { signal, deadlineAtMs }: CallContext,
): Promise<Answered<EncodeAnswer>> {
  try {
    return await queue.submit({ ...call, deadlineAtMs }, { signal, deadlineAtMs });
  } catch (error) {
    if (error instanceof ShedError) {
      const { message, pushbackMs } = error;
      throw new ServiceFailure('RESOURCE_EXHAUSTED', message, { cause: error, pushbackMs });
    }
    if (error instanceof Error && error.name === 'ImagingError') {
      throw new ServiceFailure('INVALID_ARGUMENT', error.message, { cause: error });
    }
    if (error instanceof Error && error.name === 'MeshError') {
      throwRemoteFailure(error);
    }
    throw error;
  }
}

/** The remote server's own words, which may hold what must not leave the service, stay here. */
function throwRemoteFailure(error: Error & { readonly code?: string }): void {
  const { code = '' } = error;
  if (remoteFailures.has(code)) {
    const message = `the remote model behind this specialist failed with ${code}`;
    throw new ServiceFailure(code as FailureCode, message, { cause: error });
  }
}
