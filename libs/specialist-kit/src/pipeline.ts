// SPDX-License-Identifier: Apache-2.0
import { frameFromMessage, type ModelFrame } from '@asarg/imaging';
import { createLocalSession, type Session } from '@asarg/runtime';
import { bestEncoding, wireTensor } from '@asarg/tensor';
import { performance } from 'node:perf_hooks';
import { postprocessByManifest, preprocessByProfile } from './default-steps.js';
import { graphOutputs } from './graph-outputs.js';
import type { SpecialistSteps } from './specialist-steps.js';
import { importSteps } from './steps-module.js';
import type { EncodeAnswer, EncodeCall, WorkerSetup } from './worker-messages.js';

/** Preprocess, run, postprocess: all that costs time, for one frame after the other. */
export interface Pipeline {
  /**
   * @throws ImagingError for a malformed frame.
   */
  encode(call: EncodeCall): Promise<EncodeAnswer>;
  close(): Promise<void>;
}

/**
 * Loads the network and the specialist's own steps, and encodes one blank frame, so that a bundle
 * whose graph does not fit its manifest fails at start.
 * @throws RuntimeUnavailableError, Error naming what does not fit.
 */
export async function createPipeline(setup: WorkerSetup): Promise<Pipeline> {
  const { manifest } = setup;
  const steps: SpecialistSteps = setup.steps ? await importSteps(setup.steps) : {};
  const {
    preprocess = preprocessByProfile,
    postprocess = postprocessByManifest,
    needs = [],
  } = steps;
  const session = await createLocalSession(setup);
  checkNames(session, setup);

  async function encodeFrame(
    take: () => ModelFrame,
    wanted: readonly string[],
  ): Promise<EncodeAnswer> {
    const arrived = performance.now();
    const { feeds, ...place } = preprocess(take(), manifest);
    const preprocessed = performance.now();
    const outputs = await session.run(feeds, [
      ...new Set([...graphOutputs(manifest, wanted), ...needs]),
    ]);
    const ran = performance.now();
    const { tensors, statistics } = postprocess(outputs, { manifest, ...place, wanted });
    const wire = [...tensors.values()]
      .filter(({ name }) => wanted.includes(name))
      .map((tensor) => wireTensor(tensor, bestEncoding(tensor)));
    return {
      tensors: wire,
      ...(statistics && { statistics }),
      preprocessMs: preprocessed - arrived,
      runMs: ran - preprocessed,
      postprocessMs: performance.now() - ran,
    };
  }

  await encodeFrame(
    () => blankFrame(manifest.pixelProfile),
    manifest.outputs.map(({ name }) => name),
  );
  return {
    encode: ({ frame, outputs }) => encodeFrame(() => frameFromMessage(frame), outputs),
    close: () => session.close(),
  };
}

function checkNames({ inputs, outputs }: Session, { manifest, modelPath }: WorkerSetup): void {
  const declared = manifest.outputs.map(({ name }) => name);
  const missing = [
    ...[manifest.input].filter((name) => !inputs.includes(name)),
    ...graphOutputs(manifest, declared).filter((name) => !outputs.includes(name)),
  ];
  if (missing.length > 0) {
    throw new Error(
      `${modelPath}: expected the manifest's ${missing.join(', ')}, ` +
        `found inputs ${inputs.join(', ')} and outputs ${outputs.join(', ')}`,
    );
  }
}

function blankFrame({ width, height }: { width: number; height: number }): ModelFrame {
  return { width, height, pixels: new Uint8Array(width * height), digest: '', scale: 1 };
}
