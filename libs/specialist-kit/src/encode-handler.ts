// SPDX-License-Identifier: Apache-2.0
import type { EncodeRequest, EncodeResponse, Frame } from '@asarg/contracts';
import type { SpecialistManifest } from '@asarg/model-bundle';
import { QueueFullError, type WorkerHandle } from '@asarg/runtime';
import { ServiceFailure, type CallContext } from '@asarg/service-kit';
import { tensorParts } from '@asarg/tensor';
import { performance } from 'node:perf_hooks';
import { identityOf } from './describe-bundle.js';
import type { EncodeAnswer, EncodeCall } from './worker-messages.js';

/** Answers Encode: waits for the worker's turn, then streams what it gives. */
export type EncodeHandler = (
  request: EncodeRequest,
  context: CallContext,
) => AsyncGenerator<EncodeResponse, void, undefined>;

/** The Encode of a bundle whose pipeline runs in the given worker. */
export function createEncodeHandler(
  manifest: SpecialistManifest,
  worker: WorkerHandle,
): EncodeHandler {
  return async function* encode(request, context) {
    const call: EncodeCall = {
      frame: requireFrame(request.frame),
      outputs: wantedOutputs(request.outputs, manifest),
    };
    const arrived = performance.now();
    let started = arrived;
    const answer = await ask(worker, call, context, () => {
      started = performance.now();
    });

    // Sent only now: the first message commits the caller's channel to this attempt.
    const info = { model: identityOf(manifest), pixelProfile: manifest.pixelProfile.id };
    yield { part: { $case: 'info', value: info } };
    for (const tensor of answer.tensors) {
      for (const part of tensorParts(tensor)) {
        yield { part };
      }
    }
    if (answer.statistics) {
      yield { part: { $case: 'statistics', value: { classes: [...answer.statistics] } } };
    }
    const { preprocessMs, runMs, postprocessMs } = answer;
    const value = {
      queueMs: started - arrived,
      preprocessMs,
      runMs,
      postprocessMs,
      peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
    };
    yield { part: { $case: 'timing', value } };
  };
}

async function ask(
  worker: WorkerHandle,
  call: EncodeCall,
  { signal, deadlineAtMs }: CallContext,
  onTurn: () => void,
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
    return (await worker.call(call, { signal, onStart, transfer })) as EncodeAnswer;
  } catch (error) {
    if (error instanceof QueueFullError) {
      throw new ServiceFailure('RESOURCE_EXHAUSTED', error.message, { cause: error });
    }
    if (error instanceof Error && error.name === 'ImagingError') {
      throw new ServiceFailure('INVALID_ARGUMENT', error.message, { cause: error });
    }
    throw error;
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

function requireFrame(frame: Frame | undefined): Frame {
  if (!frame || frame.pixels.byteLength === 0) {
    throw new ServiceFailure('INVALID_ARGUMENT', 'expected a frame with pixels, found none');
  }
  return frame;
}

function wantedOutputs(names: readonly string[], manifest: SpecialistManifest): string[] {
  const known = manifest.outputs.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name)).slice(0, 8);
  if (unknown.length > 0) {
    const found = unknown.map((name) => `'${name.slice(0, 64)}'`).join(', ');
    throw new ServiceFailure(
      'INVALID_ARGUMENT',
      `expected outputs of (${known.join(', ')}), found ${found}`,
    );
  }
  return names.length === 0 ? known : known.filter((name) => names.includes(name));
}
