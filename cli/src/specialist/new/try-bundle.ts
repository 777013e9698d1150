// SPDX-License-Identifier: Apache-2.0
import { frameMessage, type ModelFrame } from '@asarg/imaging';
import { readSpecialistBundle } from '@asarg/model-bundle';
import { createPipeline, type EncodeAnswer } from '@asarg/specialist-kit';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What a bundle made of one film. */
export interface Trial {
  readonly answer: EncodeAnswer;
  /** Milliseconds of all that a specialist does for a film. */
  readonly totalMs: number;
}

/**
 * Reads a bundle as a specialist does, with its own steps if told so, and encodes one film.
 * @throws BundleError, or Error naming what does not fit.
 */
export async function tryBundle(folder: string, film: ModelFrame, steps: boolean): Promise<Trial> {
  const { manifest, modelPath } = await readSpecialistBundle(folder);
  const pipeline = await createPipeline({
    manifest,
    modelPath,
    executionProvider: 'cpu',
    threads: 1,
    ...(steps && { steps: pathToFileURL(join(folder, 'steps.ts')).href }),
  });
  try {
    const outputs = manifest.outputs.map(({ name }) => name);
    const answer = await pipeline.encode({ frame: frameMessage(film), outputs });
    return { answer, totalMs: answer.preprocessMs + answer.runMs + answer.postprocessMs };
  } finally {
    await pipeline.close();
  }
}
