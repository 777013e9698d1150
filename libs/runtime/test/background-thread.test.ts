// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { constants, getPriority } from 'node:os';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';

// The built package, as a worker imports it.
const code = `
  const { computeInBackground } = await import(${JSON.stringify(import.meta.resolve('@asarg/runtime'))});
  computeInBackground();
  const { getPriority } = await import('node:os');
  (await import('node:worker_threads')).parentPort.postMessage(getPriority(0));
`;

test.skipIf(process.platform !== 'linux')('a worker gives way, its process does not', async () => {
  const before = getPriority(process.pid);
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`));
  const [priority] = (await once(worker, 'message')) as [number];
  await worker.terminate();
  expect(priority).toBe(constants.priority.PRIORITY_BELOW_NORMAL);
  expect(getPriority(process.pid)).toBe(before);
});
