// SPDX-License-Identifier: Apache-2.0
import { fromSharedClock, startWorker, toSharedClock } from '@asarg/runtime';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

// The built package, as a worker imports it.
const code = `
  import { serveWorker, sharedClockMs } from ${JSON.stringify(import.meta.resolve('@asarg/runtime'))};
  serveWorker(async () => ({
    ready: undefined,
    async call(count, part) {
      for (let at = 0; at < count; at++) part({ value: at });
      if (count > 2) throw new RangeError('expected 2 at most');
      return { value: sharedClockMs() };
    },
    close: async () => undefined,
  }));
`;

let folder: string;
let module: URL;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'worker-parts-'));
  module = pathToFileURL(join(folder, 'worker.mjs'));
  await writeFile(module, code);
});
afterAll(() => rm(folder, { recursive: true }));

test('parts come before the answer of their call, and to that call', async () => {
  const worker = await startWorker(module, undefined);
  const parts: unknown[][] = [[], [], []];
  const calls = [2, 3, 1].map((count, at) =>
    worker.call(count, { onPart: (part) => parts[at]!.push(part) }).then(
      () => [...parts[at]!],
      (error: Error) => [...parts[at]!, error.message],
    ),
  );
  expect(await Promise.all(calls)).toEqual([[0, 1], [0, 1, 2, 'expected 2 at most'], [0]]);
  await worker.close();
});

test('a moment of the shared clock is the same in every thread', async () => {
  const worker = await startWorker(module, undefined);
  const before = performance.now();
  const between = fromSharedClock((await worker.call(0)) as number);
  expect(between).toBeGreaterThan(before);
  expect(between).toBeLessThan(performance.now());
  expect(fromSharedClock(toSharedClock(before))).toBeCloseTo(before, 6);
  await worker.close();
});
