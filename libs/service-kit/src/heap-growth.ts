// SPDX-License-Identifier: Apache-2.0
import { setFlagsFromString } from 'node:v8';

/** By how much the heap may grow between two full collections, in per cent of what is in use. */
const growingPercent = 200;

/**
 * Makes full collections rarer, in this thread and those started later. The buffers of frames and
 * tensors count as growth of the heap, and beside a small one V8 collects it all for every 8 MB of
 * them: once per report in each process, on every core, while the networks want them.
 */
export function letHeapGrow(): void {
  setFlagsFromString(`--heap-growing-percent=${growingPercent}`);
}
