// SPDX-License-Identifier: Apache-2.0
/* One worker thread of write-data-set.ts: draws the studies it is told to. */
import { parentPort, workerData } from 'node:worker_threads';
import { type StudyOptions, writeStudy } from './study.js';

const port = parentPort!;
const options = workerData as StudyOptions;

port.on('message', ({ seed, split }: { readonly seed: number; readonly split: string }) => {
  writeStudy(seed, split, options).then(
    (written) => port.postMessage({ written }),
    (error: unknown) => port.postMessage({ error }),
  );
});
