// SPDX-License-Identifier: Apache-2.0
import {
  RegistryServiceService,
  type PromoteVersionRequest,
  type PromoteVersionResponse,
  type RegisterSpecialistRequest,
  type RegisterSpecialistResponse,
  type RenewLeaseRequest,
  type RenewLeaseResponse,
} from '@asarg/contracts';
import { Server, ServerCredentials, status, type sendUnaryData } from '@grpc/grpc-js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRegistryClient, type RegistryClient } from './registry-client.js';

const active = { specialist: 'cxas', version: 'b2', previous: 'a1', reason: 'by command' };
let server: Server;
let client: RegistryClient;
const seen: unknown[] = [];

beforeAll(async () => {
  server = new Server();
  const change = (call: { request: unknown }, reply: sendUnaryData<PromoteVersionResponse>) => {
    seen.push(call.request);
    reply(null, { active, epoch: 7 });
  };
  server.addService(RegistryServiceService, {
    listSpecialists: () => undefined,
    watchSpecialists: () => undefined,
    registerSpecialist: (
      { request }: { request: RegisterSpecialistRequest },
      reply: sendUnaryData<RegisterSpecialistResponse>,
    ) => {
      seen.push(request);
      reply(null, { leaseId: 'lease-1', leaseMs: request.leaseMs || 5000 });
    },
    renewLease: (
      { request }: { request: RenewLeaseRequest },
      reply: sendUnaryData<RenewLeaseResponse>,
    ) =>
      request.leaseId === 'lease-1'
        ? reply(null, { leaseMs: 5000 })
        : reply({ code: status.NOT_FOUND, details: 'expected a lease, found none' }),
    deregisterSpecialist: (
      { request }: { request: RenewLeaseRequest },
      reply: sendUnaryData<object>,
    ) => {
      seen.push(request);
      reply(null, {});
    },
    promoteVersion: change as (
      call: { request: PromoteVersionRequest },
      reply: sendUnaryData<PromoteVersionResponse>,
    ) => void,
    rollBackVersion: change,
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  client = createRegistryClient(`127.0.0.1:${port}`);
});
afterAll(() => {
  client.close();
  server.forceShutdown();
});

test('a lease is given for the time asked, or the time of the registry, and ended', async () => {
  const instance = { name: 'cxas', address: 'host:7013' };
  expect(await client.register({ ...instance, leaseMs: 1500 })).toEqual({
    leaseId: 'lease-1',
    leaseMs: 1500,
  });
  expect((await client.register(instance)).leaseMs).toBe(5000);
  expect((await client.renewLease('lease-1')).leaseMs).toBe(5000);
  expect(await client.deregister('lease-1')).toBeUndefined();
  expect(seen.splice(0)).toEqual([
    { ...instance, leaseMs: 1500 },
    { ...instance, leaseMs: 0 },
    { leaseId: 'lease-1' },
  ]);
});

test('a lease that the registry does not know is NOT_FOUND', async () => {
  await expect(client.renewLease('other')).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('versions are promoted and rolled back', async () => {
  expect(await client.promote('cxas', 'b2')).toEqual({ active, epoch: 7 });
  expect(await client.rollBack('cxas')).toEqual({ active, epoch: 7 });
  expect(seen.splice(0)).toEqual([{ specialist: 'cxas', version: 'b2' }, { specialist: 'cxas' }]);
});

test('a registry that does not answer is given up at the deadline', async () => {
  await expect(client.list({ deadlineMs: 50 })).rejects.toMatchObject({
    code: 'DEADLINE_EXCEEDED',
  });
});
