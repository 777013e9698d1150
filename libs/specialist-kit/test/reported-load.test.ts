// SPDX-License-Identifier: Apache-2.0
import { SpecialistServiceClient } from '@asarg/contracts';
import { createHealthClient } from '@asarg/mesh-client';
import type { LoadReport } from '@asarg/service-kit';
import { credentials } from '@grpc/grpc-js';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encode } from './calls.js';
import { closed, startTestSpecialist } from './start-test-specialist.js';
import { writeBundle } from './test-bundles.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reported-load-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('a health check tells what waits, what runs and what can run at once', async () => {
  const { address } = await startTestSpecialist(await writeBundle(folder, 'slow'));
  const client = closed(new SpecialistServiceClient(address, credentials.createInsecure()));
  let hear: (report: LoadReport) => void = () => undefined;
  const health = closed(createHealthClient(address, { onLoad: (report) => hear(report) }));
  const reported = (): Promise<LoadReport> =>
    new Promise((resolve, reject) => {
      hear = resolve;
      health.check('').catch(reject);
    });
  expect(await reported()).toEqual({ waiting: 0, running: 0, capacity: 1 });

  const calls = Promise.all([encode(client), encode(client), encode(client)]);
  let most: LoadReport = await reported();
  while (most.waiting + most.running < 3) most = await reported();
  expect(most).toEqual({ waiting: 2, running: 1, capacity: 1 });

  await calls;
  // The last caller has its answer a moment before the queue knows that its batch has ended.
  let rest: LoadReport = await reported();
  while (rest.running > 0) rest = await reported();
  expect(rest).toEqual({ waiting: 0, running: 0, capacity: 1 });
});
