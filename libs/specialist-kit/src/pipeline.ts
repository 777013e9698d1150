// SPDX-License-Identifier: Apache-2.0
import { frameFromMessage, type ModelFrame } from '@asarg/imaging';
import { sharedClockMs, type Session } from '@asarg/runtime';
import { batchRefusal } from './batch/batch-refusal.js';
import type { BatchReport, Outcome } from './batch/run-batch.js';
import { postprocessByManifest, preprocessByProfile } from './default-steps.js';
import { encodeBatch, type Frame } from './encode-batch.js';
import { graphOutputs } from './graph-outputs.js';
import { openSession } from './open-session.js';
import type { SpecialistSteps } from './specialist-steps.js';
import { importSteps } from './steps-module.js';
import type {
  BatchCall,
  EncodeAnswer,
  EncodeCall,
  WorkerReady,
  WorkerSetup,
} from './worker-messages.js';

/** Preprocess, run, postprocess: all that costs time. */
export interface Pipeline extends WorkerReady {
  /**
   * Encodes one frame.
   * @throws ImagingError for a malformed frame.
   */
  encode(call: EncodeCall): Promise<EncodeAnswer>;
  /**
   * Encodes up to `maxBatch` frames in one run of the network. What fails for one frame is its own
   * outcome; what the network fails with is that of all in the run.
   * @param settle is given the outcome of each call as soon as there is one.
   * @returns when it did what, on the clock that threads share.
   */
  encodeBatch(
    batch: BatchCall,
    settle: (index: number, outcome: Outcome<EncodeAnswer>) => void,
  ): Promise<BatchReport>;
  close(): Promise<void>;
}

/**
 * Loads the network and the specialist's own steps, and encodes one blank frame, so that a bundle
 * whose graph does not fit its manifest fails at start. If frames are to run together, two are
 * tried: a network that does not take them is given one at a time.
 * @throws RuntimeUnavailableError, MeshError of a remote model, Error naming what does not fit.
 */
export async function createPipeline(setup: WorkerSetup): Promise<Pipeline> {
  const { manifest, maxBatch = 1 } = setup;
  const own: SpecialistSteps = setup.steps ? await importSteps(setup.steps) : {};
  const steps = {
    preprocess: preprocessByProfile,
    postprocess: postprocessByManifest,
    needs: [],
    ...own,
  };
  const session = await openSession(setup);
  checkNames(session, setup);
  const encoder = { session, manifest, steps };

  async function encodeOne(frame: Frame): Promise<EncodeAnswer> {
    let outcome: Outcome<EncodeAnswer> | undefined;
    await encodeBatch(encoder, [frame], sharedClockMs(), (_, found) => (outcome = found));
    if (outcome?.$case === 'answered') return outcome.value;
    throw outcome?.value;
  }

  const outputs = manifest.outputs.map(({ name }) => name);
  await encodeOne({ take: () => drawnFrame(manifest.pixelProfile, () => 0), outputs });
  const ready = await findMaxBatch();

  async function findMaxBatch(): Promise<WorkerReady> {
    if (maxBatch === 1) return { maxBatch };
    const refusal = manifest.remote
      ? 'a remote model is given one frame at a time'
      : await batchRefusal(
          session,
          [
            steps.preprocess(
              drawnFrame(manifest.pixelProfile, () => 0),
              manifest,
            ).feeds,
            steps.preprocess(drawnFrame(manifest.pixelProfile, ramp), manifest).feeds,
          ],
          [...new Set([...graphOutputs(manifest, outputs), ...steps.needs])],
        );
    return refusal === undefined ? { maxBatch } : { maxBatch: 1, batchRefusal: refusal };
  }

  return {
    ...ready,
    encode: (call) => encodeOne(frameOf(call)),
    encodeBatch: ({ calls, takenMs }, settle) =>
      encodeBatch(encoder, calls.map(frameOf), takenMs, settle),
    close: () => session.close(),
  };
}

function frameOf({ frame, ...call }: EncodeCall): Frame {
  return { ...call, take: () => frameFromMessage(frame, { checkDigest: !call.plain }) };
}

function checkNames({ inputs, outputs }: Session, { manifest, modelPath }: WorkerSetup): void {
  const declared = manifest.outputs.map(({ name }) => name);
  const missing = [
    ...[manifest.input].filter((name) => !inputs.includes(name)),
    ...graphOutputs(manifest, declared).filter((name) => !outputs.includes(name)),
  ];
  if (missing.length > 0) {
    throw new Error(
      `${modelPath ?? manifest.remote?.address}: expected the manifest's ${missing.join(', ')}, ` +
        `found inputs ${inputs.join(', ')} and outputs ${outputs.join(', ')}`,
    );
  }
}

/** Its value changes with every column and row. */
const ramp = (column: number, row: number): number => (column * 3 + row * 5) % 256;

function drawnFrame(
  { width, height }: { readonly width: number; readonly height: number },
  valueAt: (column: number, row: number) => number,
): ModelFrame {
  const pixels = Uint8Array.from({ length: width * height }, (_, at) =>
    valueAt(at % width, Math.floor(at / width)),
  );
  return { width, height, pixels, digest: '', scale: 1 };
}
