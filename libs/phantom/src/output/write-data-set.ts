// SPDX-License-Identifier: Apache-2.0
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { cxas212 } from '@asarg/catalogue';
import { contactSheet, mostThumbnails } from './contact-sheet.js';
import { makeFolders, type StudyOptions, type WrittenStudy } from './study.js';

export interface DataSetOptions extends Omit<StudyOptions, 'thumbnailPx'> {
  /** Number of studies; study i has the seed `seed + i`. */
  readonly count: number;
  readonly seed: number;
  readonly contactSheet: boolean;
  /** Worker threads. @default one per processor */
  readonly workers?: number;
  /** Called after each study. */
  readonly onProgress?: (done: number, count: number) => void;
  readonly signal?: AbortSignal;
}

const thumbnailPx = 256;

/**
 * Writes a folder of studies: reports.jsonl, images/, dicom/, masks/ with masks.json, and
 * contact-sheet.png. The same options write the same bytes, whatever the number of workers.
 * @throws the signal's reason when aborted; what is in the folder then is incomplete.
 */
export async function writeDataSet(options: DataSetOptions): Promise<void> {
  const { count, folder, onProgress, contactSheet: sheet, signal, ...rest } = options;
  const study: StudyOptions = {
    folder,
    size: rest.size,
    format: rest.format,
    masks: rest.masks,
    pairs: rest.pairs,
    ...(rest.kinds && { kinds: rest.kinds }),
    thumbnailPx: sheet ? thumbnailPx : 0,
  };
  await makeFolders(study);
  const studies: WrittenStudy[] = [];
  let next = 0;
  let done = 0;
  const runWorker = async (): Promise<void> => {
    const worker = new Worker(new URL('./study-worker.js', import.meta.url), { workerData: study });
    try {
      while (next < count) {
        const index = next++;
        // One study in five is for validation, as the data sets that this is laid out like.
        studies[index] = await ask(
          worker,
          rest.seed + index,
          index % 5 === 0 ? 'val' : 'train',
          signal,
        );
        onProgress?.(++done, count);
      }
    } finally {
      await worker.terminate();
    }
  };
  const workers = Math.max(1, Math.min(count, rest.workers ?? availableParallelism()));
  await Promise.all(Array.from({ length: workers }, runWorker));
  await writeIndex(folder, studies, study);
  if (sheet) {
    const thumbnails = studies.flatMap((one) => one.thumbnails).slice(0, mostThumbnails);
    await writeFile(join(folder, 'contact-sheet.png'), await contactSheet(thumbnails));
  }
}

function ask(
  worker: Worker,
  seed: number,
  split: string,
  signal?: AbortSignal,
): Promise<WrittenStudy> {
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const onAbort = (): void => finish(() => reject(signal?.reason as Error));
    const onError = (error: Error): void => finish(() => reject(error));
    const onMessage = ({ written, error }: { written?: WrittenStudy; error?: Error }): void =>
      finish(() => (written ? resolve(written) : reject(error)));
    const finish = (settle: () => void): void => {
      worker.off('message', onMessage).off('error', onError);
      signal?.removeEventListener('abort', onAbort);
      settle();
    };
    worker.on('message', onMessage).on('error', onError);
    signal?.addEventListener('abort', onAbort);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread, not a window
    worker.postMessage({ seed, split });
  });
}

async function writeIndex(
  folder: string,
  studies: readonly WrittenStudy[],
  { masks, size }: StudyOptions,
): Promise<void> {
  const records = studies.flatMap((one) => one.records);
  const lines = records.map((record) => `${JSON.stringify(record)}\n`).join('');
  await writeFile(join(folder, 'reports.jsonl'), lines);
  if (!masks) return;
  const layout = {
    catalogue: cxas212.name,
    about:
      'masks/<id>.masks.gz: gzip of one bit mask per class in the order of the channels; rows start on a byte, the first pixel is the lowest bit',
    shape: [cxas212.classes.length, size, (size + 7) >> 3],
    provenance: 'synthetic',
    classes: cxas212.classes.map(({ name }) => name),
  };
  await writeFile(join(folder, 'masks.json'), `${JSON.stringify(layout, undefined, 1)}\n`);
}
