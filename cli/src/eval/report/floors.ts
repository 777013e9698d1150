// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { constantNormalReport, nearestByCosine, nearestByTags } from '@asarg/evaluation';
import { readFusionBundle } from '@asarg/model-bundle';
import { repositoryRoot } from '../../repository-root.js';
import type { FileSet } from '../data/file-set.js';
import type { Study } from '../data/report-directory.js';
import type { MeshAccess } from '../mesh-access.js';
import { thumbnails, visionFeatures, type FilmVectors } from './film-features.js';

/** For a set of studies and the training studies they may copy from: a text per study. */
export type Floor = (
  studies: readonly Study[],
  training: readonly Study[],
) => Promise<readonly string[]>;

export interface FloorTask {
  readonly files: FileSet;
  /** All studies that a floor will look at. */
  readonly studies: readonly Study[];
  readonly cache: string;
  readonly bundles: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * What a system must beat, by name. Each copies a whole training report or writes the same text
 * for all: none of them knows medicine.
 */
export async function makeFloors(
  task: FloorTask,
  mesh: MeshAccess,
): Promise<Readonly<Record<string, Floor>>> {
  const { signal } = task;
  const files: FileSet = {
    ...task.files,
    async read(name) {
      signal.throwIfAborted();
      return task.files.read(name);
    },
  };
  const names = task.studies.map((study) => study.image);
  const pixels = await thumbnails(files, names, task.cache);
  const { features, tags } = await visionFeatures(
    files,
    names,
    task.cache,
    await mesh.specialist('vision'),
  );
  const thresholds = await tagThresholds(task.bundles);
  const flags: FilmVectors = new Map(
    [...tags].map(([name, row]) => [name, row.map((p, k) => Number(p >= (thresholds[k] ?? 1)))]),
  );
  const copy =
    (
      vectors: FilmVectors,
      nearest: (training: readonly Float32Array[]) => (query: Float32Array) => number,
    ): Floor =>
    async (studies, training) => {
      const find = nearest(training.map((one) => vectors.get(one.image)!));
      const texts: string[] = [];
      for (const study of studies) {
        texts.push(training[find(vectors.get(study.image)!)]!.reference);
        // Thousands of comparisons each: Ctrl-C must get through.
        await setImmediate();
        signal.throwIfAborted();
      }
      return texts;
    };
  return {
    'constant normal report': async (studies) => studies.map(() => constantNormalReport),
    'nearest film by pixels': copy(pixels, nearestByCosine),
    'nearest film by features': copy(features, nearestByCosine),
    'retrieval by predicted tags': copy(flags, nearestByTags),
  };
}

async function tagThresholds(bundles: string | undefined): Promise<readonly number[]> {
  const folder = join(bundles ?? join(repositoryRoot, 'models', 'compact'), 'fusion');
  const { manifest } = await readFusionBundle(folder);
  const slot = manifest.slots.find(({ feature }) => feature === 'FINDING_TAGS');
  if (!slot?.thresholds)
    throw new Error(`expected a tag slot with thresholds in ${folder}, found none`);
  return slot.thresholds;
}
