// SPDX-License-Identifier: Apache-2.0
import type { EncodeRequest, EncodeResponse, Frame } from '@asarg/contracts';
import type { SpecialistManifest } from '@asarg/model-bundle';
import { ServiceFailure, type CallContext } from '@asarg/service-kit';
import { startStage } from '@asarg/telemetry';
import { tensorParts } from '@asarg/tensor';
import { identityOf } from './describe-bundle.js';
import { encodeInBatch, type EncodeQueue } from './encode-in-batch.js';
import type { EncodeCall } from './worker-messages.js';

/** Answers Encode: waits for its answer, then streams it. */
export type EncodeHandler = (
  request: EncodeRequest,
  context: CallContext,
) => AsyncGenerator<EncodeResponse, void, undefined>;

/** The Encode of a bundle whose pipeline is behind the given queue. */
export function createEncodeHandler(
  manifest: SpecialistManifest,
  queue: EncodeQueue,
): EncodeHandler {
  return async function* encode(request, context) {
    const call: EncodeCall = {
      frame: requireFrame(request.frame),
      outputs: wantedOutputs(request.outputs, manifest),
    };
    const { answer, queueMs } = await encodeInBatch(queue, call, context);

    const transfer = startStage('transfer');
    let error: string | undefined = 'CANCELLED';
    try {
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
      const { preprocessMs, runMs, postprocessMs, batchSize } = answer;
      const value = {
        queueMs,
        preprocessMs,
        runMs,
        postprocessMs,
        peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
        batchSize,
      };
      yield { part: { $case: 'timing', value } };
      error = undefined;
    } finally {
      transfer.end({ ...(error && { error }) });
    }
  };
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
