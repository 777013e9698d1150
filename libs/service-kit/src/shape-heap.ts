// SPDX-License-Identifier: Apache-2.0
import { setFlagsFromString } from 'node:v8';

/** By how much the heap may grow between two full collections, in per cent of what is in use. */
const growingPercent = 200;

/** MiB of a half of the young generation of threads started later. */
const semiSpaceMb = 4;

/**
 * Shapes the heaps of this thread and of those started later for work whose memory is buffers.
 *
 * Full collections become rarer: the buffers of frames and tensors count as growth of the heap, and
 * beside a small one V8 collects it all for every 8 MB of them, once per report in each process, on
 * every core, while the networks want them.
 *
 * The young generation stays as small as it is: those collections, about one a second, empty it long
 * before it is full. Left alone V8 doubles it, in every thread, up to 64 MiB that nothing needs;
 * over an hour that looks like a leak. This thread's is there already, so it is kept from growing.
 */
export function shapeHeap(): void {
  setFlagsFromString(`--heap-growing-percent=${growingPercent}`);
  setFlagsFromString(`--min-semi-space-size=${semiSpaceMb}`);
  setFlagsFromString(`--max-semi-space-size=${semiSpaceMb}`);
  setFlagsFromString('--semi-space-growth-factor=1');
}
