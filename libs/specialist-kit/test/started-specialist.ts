// SPDX-License-Identifier: Apache-2.0
import { SpecialistServiceClient } from '@asarg/contracts';
import type { BatchObserver, RunningSpecialist, SpecialistConfig } from '@asarg/specialist-kit';
import { credentials, makeGenericClientConstructor, type Client } from '@grpc/grpc-js';
import { service as healthService } from 'grpc-health-check';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { closed, startTestSpecialist } from './start-test-specialist.js';

/** Holds the bundles of one test file until its end. */
export const folder = await mkdtemp(join(tmpdir(), 'specialist-'));
afterAll(() => rm(folder, { recursive: true }));

/** A specialist and a client of it. */
export interface Started {
  readonly specialist: RunningSpecialist;
  readonly client: SpecialistServiceClient;
}

/** Hosts a bundle, with a client, until the end of the test; the rest is as for `startSpecialist`. */
export async function start(
  bundle: string,
  change: Partial<SpecialistConfig> = {},
  steps?: URL,
  batchObserver?: BatchObserver,
): Promise<Started> {
  const specialist = await startTestSpecialist(bundle, change, steps, batchObserver);
  const insecure = credentials.createInsecure();
  const client = closed(new SpecialistServiceClient(specialist.address, insecure));
  return { specialist, client };
}

type Check = (
  request: object,
  done: (error: Error | null, response: { status: string }) => void,
) => void;

/** Asks for the health of a specialist, as often as it is called. */
export function healthOf({ address }: RunningSpecialist): () => Promise<string> {
  const Health = makeGenericClientConstructor(healthService as never, 'grpc.health.v1.Health');
  const client = closed(
    new Health(address, credentials.createInsecure()) as unknown as Client & { check: Check },
  );
  return () =>
    new Promise((resolve, reject) => {
      const request = { service: 'asarg.specialist.v1.SpecialistService' };
      client.check(request, (error, response) =>
        error ? reject(error) : resolve(response.status),
      );
    });
}
