// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { specialistNames, type Mesh } from '@asarg/cli';
import { createFusion, createReportPipeline, staticRegistry } from '@asarg/fusion-llm';
import type { ModelFrame } from '@asarg/imaging';
import { createSpecialistClient, type Encoding } from '@asarg/mesh-client';
import { modelDigest, readFusionBundle, readSpecialistBundle } from '@asarg/model-bundle';
import { startWorker } from '@asarg/runtime';
import { toMessage } from './read-frame.js';
import type { SpecialistCall, SpecialistSetup } from './specialist-worker.js';

/** The whole of the models in this process, without gRPC. */
export interface SingleProcess {
  /** Makes a report of a frame. @returns its text. */
  report(frame: ModelFrame): Promise<string>;
  close(): Promise<void>;
}

type Name = (typeof specialistNames)[number];
type Encoded = Pick<Encoding, 'tensors' | 'statistics'>;

// A service's own steps are no library; this measures them, so it takes them where they are.
function ownSteps(name: Name): string | undefined {
  const url = new URL(`../../services/${name}/dist/postprocess.js`, import.meta.url);
  return existsSync(fileURLToPath(url)) ? url.href : undefined;
}

async function loadSpecialist(bundlesFolder: string, name: Name, address: string) {
  const { manifest, modelPath } = await readSpecialistBundle(join(bundlesFolder, name));
  if (!modelPath) throw new Error(`${name}: expected a bundle with weights, found a remote model`);
  const setup: SpecialistSetup = { manifest, modelPath, steps: ownSteps(name) };
  const worker = await startWorker(new URL('./specialist-worker.js', import.meta.url), setup);
  const client = createSpecialistClient(address);
  const description = await client.describe();
  client.close();
  return { manifest, worker, description };
}

/**
 * Loads the bundles that a mesh runs into this process: a thread per specialist, as many threads
 * for each network as the services use, frames handed over as they are.
 */
export async function createSingleProcess(
  bundlesFolder: string,
  mesh: Pick<Mesh, 'addresses'>,
): Promise<SingleProcess> {
  const bundle = await readFusionBundle(join(bundlesFolder, 'fusion'));
  const fusion = await createFusion(bundle, { threads: 2 });
  const loaded = await Promise.all(
    specialistNames.map((name) => loadSpecialist(bundlesFolder, name, mesh.addresses[name])),
  );
  const byName = new Map(specialistNames.map((name, i) => [name as string, loaded[i]]));
  const descriptions = Object.fromEntries(
    specialistNames.flatMap((name, i) => (loaded[i] ? [[name, loaded[i].description]] : [])),
  );
  const registry = staticRegistry(bundle.manifest.slots, descriptions);
  let current: ModelFrame | undefined;

  const pipeline = createReportPipeline({
    fusion,
    mesh: () => ({ snapshot: registry, release: () => undefined }),
    async encode({ specialist: name, outputs }) {
      const specialist = byName.get(name);
      if (!specialist || !current)
        throw new Error(`expected a specialist of this process: ${name}`);
      const { manifest, worker } = specialist;
      const from = performance.now();
      const call: SpecialistCall = { frame: current, outputs };
      const { tensors, statistics } = (await worker.call(call)) as Encoded;
      const runMs = performance.now() - from;
      const encoding: Encoding = {
        model: {
          name: manifest.name,
          version: manifest.version,
          digest: modelDigest(manifest),
          licence: manifest.licence,
        },
        pixelProfile: manifest.pixelProfile.id,
        tensors,
        statistics,
        timing: { queueMs: 0, preprocessMs: 0, runMs, postprocessMs: 0, batchSize: 1 },
        totalMs: runMs,
        transferMs: 0,
      };
      return { encoding, address: '', attempts: [] };
    },
  });
  return {
    async report(frame) {
      current = frame;
      const { signal } = new AbortController();
      const request = { frame: toMessage(frame), options: undefined };
      const done = await pipeline.generate(request, () => undefined, { signal });
      return done.text;
    },
    async close() {
      await Promise.all(loaded.map(({ worker }) => worker.close()));
      await fusion.close();
    },
  };
}
