// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** Where a bundle is put together before anybody can take it for a whole one. */
export interface Staging {
  readonly folder: string;
  /** SHA-256 of the copied network, lower-case hex. */
  readonly sha256: string;
  /** Bytes of the copied network. */
  readonly modelBytes: number;
  write(file: string, text: string): Promise<void>;
  /** Moves the files to where the bundle belongs. */
  finish(): Promise<void>;
  /** Removes what was not finished. */
  discard(): Promise<void>;
}

const modelFile = 'model.onnx';

/** @throws Error if the folder holds a bundle already. */
export function checkFree(folder: string): void {
  for (const file of ['manifest.json', modelFile]) {
    if (existsSync(join(folder, file))) {
      throw new Error(`--out: expected a folder without a bundle, found ${join(folder, file)}`);
    }
  }
}

/** Copies the network beside the folder that the bundle will have. */
export async function stageBundle(folder: string, onnx: string): Promise<Staging> {
  const target = resolve(folder);
  await mkdir(dirname(target), { recursive: true });
  const staging = await mkdtemp(join(dirname(target), '.new-specialist-'));
  await copyFile(onnx, join(staging, modelFile));
  const hash = createHash('sha256');
  await pipeline(createReadStream(join(staging, modelFile)), hash);
  const { size } = await stat(join(staging, modelFile));
  const files = [modelFile];
  return {
    folder: staging,
    sha256: hash.digest('hex'),
    modelBytes: size,
    async write(file, text) {
      await writeFile(join(staging, file), text);
      files.push(file);
    },
    async finish() {
      await mkdir(target, { recursive: true });
      for (const file of files) await rename(join(staging, file), join(target, file));
    },
    discard: () => rm(staging, { recursive: true, force: true }),
  };
}
