// SPDX-License-Identifier: Apache-2.0
// A worker thread that keeps one specialist encoding until it is told to stop.
import { parentPort, workerData } from 'node:worker_threads';
import { createSpecialistClient } from '@asarg/mesh-client';
import { readFrame, toMessage } from './read-frame.js';

const { address, file } = workerData as { address: string; file: string };
const stop = new AbortController();
parentPort?.once('message', () => stop.abort());

const client = createSpecialistClient(address);
const frame = toMessage(await readFrame(file));
let encodings = 0;
while (!stop.signal.aborted) {
  await client.encode({ frame }, { deadlineMs: 60_000, signal: new AbortController().signal });
  if (++encodings === 1) parentPort?.postMessage('running', []);
}
client.close();
parentPort?.postMessage(encodings, []);
