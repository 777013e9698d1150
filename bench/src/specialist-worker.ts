// SPDX-License-Identifier: Apache-2.0
// A specialist of the single process: the same steps and network as the service's, in a thread.
import type { ModelFrame } from '@asarg/imaging';
import type { SpecialistManifest } from '@asarg/model-bundle';
import { createLocalSession, serveWorker } from '@asarg/runtime';
import {
  postprocessByManifest,
  preprocessByProfile,
  type SpecialistSteps,
} from '@asarg/specialist-kit';

/** What the thread is started with. */
export interface SpecialistSetup {
  readonly manifest: SpecialistManifest;
  readonly modelPath: string;
  /** Module with steps of its own, where the service has one. */
  readonly steps: string | undefined;
}

/** One frame to encode, as it is: nothing is packed for a wire. */
export interface SpecialistCall {
  readonly frame: ModelFrame;
  readonly outputs: readonly string[];
}

serveWorker(async (data) => {
  const { manifest, modelPath, steps } = data as SpecialistSetup;
  const own = steps ? ((await import(steps)) as SpecialistSteps) : {};
  const { preprocess = preprocessByProfile, postprocess = postprocessByManifest } = own;
  const session = await createLocalSession({ modelPath, executionProvider: 'cpu', threads: 1 });
  return {
    ready: undefined,
    async call(value) {
      const { frame, outputs } = value as SpecialistCall;
      const { feeds, affine } = preprocess(frame, manifest);
      const arrays = await session.run(feeds, [...new Set([...outputs, ...(own.needs ?? [])])]);
      const { tensors, statistics } = postprocess(arrays, { manifest, affine });
      const wanted = [...tensors].filter(([name]) => outputs.includes(name));
      return { value: { tensors: new Map(wanted), statistics: statistics ?? [] } };
    },
    close: () => session.close(),
  };
});
