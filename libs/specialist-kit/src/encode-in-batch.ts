// SPDX-License-Identifier: Apache-2.0
import { QueueFullError, type WorkerHandle } from '@asarg/runtime';
import { ServiceFailure, type CallContext, type FailureCode } from '@asarg/service-kit';
import type { EncodeAnswer, EncodeCall } from './worker-messages.js';

/** What a remote model's failure becomes; every other is INTERNAL. */
const remoteFailures: ReadonlySet<string> = new Set<FailureCode>([
  'UNAVAILABLE',
  'RESOURCE_EXHAUSTED',
  'DEADLINE_EXCEEDED',
]);

/**
 * Has the worker encode a frame when its turn comes. The buffer of the pixels may be moved.
 * @param onTurn called when the turn has come.
 * @throws ServiceFailure RESOURCE_EXHAUSTED if too many wait (its cause is the QueueFullError),
 * DEADLINE_EXCEEDED if the turn comes too late, INVALID_ARGUMENT for a malformed frame, and the
 * status of a remote model that does not answer.
 */
export async function askWorker(
  worker: WorkerHandle,
  call: EncodeCall,
  { signal, deadlineAtMs }: CallContext,
  onTurn: () => void = () => undefined,
): Promise<EncodeAnswer> {
  const onStart = (): void => {
    // The timer of a deadline that has just passed may not have fired yet.
    if (Date.now() >= deadlineAtMs) {
      throw new ServiceFailure('DEADLINE_EXCEEDED', 'the deadline passed while the call waited');
    }
    onTurn();
  };
  try {
    const transfer = ownBuffer(call.frame.pixels);
    const timed = { ...call, deadlineAtMs };
    return (await worker.call(timed, { signal, onStart, transfer })) as EncodeAnswer;
  } catch (error) {
    if (error instanceof QueueFullError) {
      throw new ServiceFailure('RESOURCE_EXHAUSTED', error.message, { cause: error });
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

/**
 * The buffer of the pixels if it holds nothing but their request, which nobody reads any more:
 * then it may move to the worker rather than be copied.
 */
function ownBuffer(pixels: Uint8Array): ArrayBuffer[] {
  const { buffer, byteLength } = pixels;
  const isOwn = byteLength >= 65_536 && buffer.byteLength - byteLength <= 4_096;
  return isOwn && buffer instanceof ArrayBuffer ? [buffer] : [];
}
