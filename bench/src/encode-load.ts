// SPDX-License-Identifier: Apache-2.0
// A process that keeps one specialist encoding until it is told to stop. Arguments: address, file.
import { createSpecialistClient } from '@asarg/mesh-client';
import { readFrame, toMessage } from './read-frame.js';

/** Encodings until caches, heap and compiled code are as they stay. */
const warmUp = 20;

const [address = '', file = ''] = process.argv.slice(2);
const stop = new AbortController();
process.once('message', () => stop.abort());

const client = createSpecialistClient(address);
const frame = toMessage(await readFrame(file));
let encodings = 0;
while (!stop.signal.aborted) {
  await client.encode({ frame }, { deadlineMs: 60_000 });
  if (++encodings === warmUp) process.send?.('warm');
}
client.close();
process.send?.(encodings - warmUp);
process.disconnect();
