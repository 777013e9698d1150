// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { meanOfRows, thumbnailOf } from '@asarg/evaluation';
import { frameMessage, readRadiograph, toFrame } from '@asarg/imaging';
import { createSpecialistClient } from '@asarg/mesh-client';
import { float32Of } from '@asarg/tensor';
import type { FileSet } from '../data/file-set.js';
import { inParallel } from '../in-parallel.js';
import { startProgress } from '../progress-bar.js';

/** Vectors by film name. */
export type FilmVectors = ReadonlyMap<string, Float32Array>;

const encodeDeadlineMs = 60_000;
const inFlight = 2;

/** 64 x 64 thumbnails of films, from the cache where they are in it. */
export function thumbnails(
  files: FileSet,
  names: readonly string[],
  cache: string,
): Promise<FilmVectors> {
  return cached(join(cache, `pixels-${digestOf(files.path)}.bin`), 'films', names, async (name) => {
    const { pixels, width, height } = await readRadiograph(await files.read(name));
    return thumbnailOf(pixels, width, height);
  });
}

/** What `vision` says of films: the mean of its patch tokens, and its tag probabilities. */
export async function visionFeatures(
  files: FileSet,
  names: readonly string[],
  cache: string,
  address: string,
): Promise<{ readonly features: FilmVectors; readonly tags: FilmVectors }> {
  const client = createSpecialistClient(address);
  try {
    const { model, outputs } = await client.describe();
    const tokens = outputs.find((output) => output.name === 'patch_tokens')?.shape[0];
    if (!model || !tokens) throw new Error('expected vision to give patch_tokens, found none');
    const width = outputs.find((output) => output.name === 'finding_tags')?.shape[0] ?? 0;
    const file = join(cache, `vision-${digestOf(files.path)}-${model.digest.slice(0, 12)}.bin`);
    const both = await cached(file, 'features', names, async (name) => {
      const frame = frameMessage(toFrame(await readRadiograph(await files.read(name))));
      const order = { frame, outputs: ['patch_tokens', 'finding_tags'] };
      const { tensors } = await client.encode(order, { deadlineMs: encodeDeadlineMs });
      const tags = float32Of(tensors.get('finding_tags')!);
      return Float32Array.from([
        ...tags,
        ...meanOfRows(float32Of(tensors.get('patch_tokens')!), tokens),
      ]);
    });
    const part = (from: number, to?: number): FilmVectors =>
      new Map([...both].map(([name, vector]) => [name, vector.subarray(from, to)]));
    return { tags: part(0, width), features: part(width) };
  } finally {
    client.close();
  }
}

const digestOf = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 12);

/** The cache file: a line of JSON with the names and the vectors' length, then float32 values. */
async function cached(
  file: string,
  what: string,
  names: readonly string[],
  make: (name: string) => Promise<Float32Array>,
): Promise<FilmVectors> {
  const vectors = await readCache(file);
  const missing = names.filter((name) => !vectors.has(name));
  if (missing.length === 0) return vectors;
  const bar = startProgress(what, missing.length);
  try {
    await inParallel(missing, inFlight, async (name) => {
      vectors.set(name, await make(name));
      bar.step();
    });
  } finally {
    bar.stop();
    if (vectors.size > 0) await writeCache(file, vectors);
  }
  return vectors;
}

async function readCache(file: string): Promise<Map<string, Float32Array>> {
  const bytes = await readFile(file).catch(() => undefined);
  if (!bytes) return new Map();
  const end = bytes.indexOf(10);
  const { names, length } = JSON.parse(bytes.toString('utf8', 0, end)) as {
    names: string[];
    length: number;
  };
  const values = new Float32Array(new Uint8Array(bytes.subarray(end + 1)).buffer);
  return new Map(names.map((name, k) => [name, values.subarray(k * length, (k + 1) * length)]));
}

async function writeCache(file: string, vectors: ReadonlyMap<string, Float32Array>): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const length = [...vectors.values()][0]?.length ?? 0;
  const head = Buffer.from(`${JSON.stringify({ names: [...vectors.keys()], length })}\n`);
  const parts = [...vectors.values()].map((v) => Buffer.from(v.buffer, v.byteOffset, v.byteLength));
  // Written aside first: an interrupted write must not look like a cache.
  await writeFile(`${file}.part`, Buffer.concat([head, ...parts]));
  await rename(`${file}.part`, file);
}
