// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeDataSet } from '@asarg/phantom';
import { imageOf } from './ask-for-report.js';

/** Draws chests of 1024 pixels, each as PNG and as DICOM, and gives them to `work`. */
export async function withDrawnImages<T>(
  count: number,
  work: (images: readonly Blob[]) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'asarg-bench-images-'));
  try {
    const drawn = { masks: false, pairs: false, contactSheet: false };
    await writeDataSet({ folder, count, seed: 1, size: 1024, format: 'both', ...drawn });
    const entries = await readdir(folder, { recursive: true });
    const files = entries.filter((path) => /\.(?:png|dcm)$/.test(path)).toSorted();
    return await work(await Promise.all(files.map((path) => imageOf(join(folder, path)))));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
