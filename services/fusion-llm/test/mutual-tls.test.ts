// SPDX-License-Identifier: Apache-2.0
import { ReportStatus, SpecialistState } from '@asarg/contracts';
import {
  createRegistryClient,
  createReportClient,
  createSpecialistClient,
} from '@asarg/mesh-client';
import { createLogger, parsePermissions } from '@asarg/service-kit';
import {
  createCertificateAuthority,
  tlsEnvironment,
  writeTlsFiles,
} from '@asarg/service-kit/testing';
import { openCertificates, type CertificateSource } from '@asarg/service-kit/tls';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { readFusionConfig } from '../src/config.js';
import { startFusionService } from '../src/start-fusion-service.js';
import { bundle, collect, testFrame, valuesOf, writeRegistry } from './mesh-fixture.js';
import { descriptionsFor, serveSpecialist, type SpecialistServer } from './specialist-server.js';

const authority = createCertificateAuthority();
const strangers = createCertificateAuthority('another authority');
const closing: (() => unknown)[] = [];
let folder: string;
let vision: SpecialistServer;
let address: string;
let gateway: CertificateSource;

function opened<Client extends { close(): void }>(client: Client): Client {
  closing.push(() => client.close());
  return client;
}

const filesOf = (identity: string, issuer = authority) =>
  writeTlsFiles(
    join(folder, identity),
    issuer.issue({ uris: [`spiffe://mesh/${identity}`] }),
    authority,
  );

// One specialist and the fusion service, each with an identity of its own.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fusion-tls-'));
  vision = await serveSpecialist(descriptionsFor(bundle)['vision']!, {
    security: {
      certificates: openCertificates(await filesOf('vision')),
      permissions: parsePermissions(
        JSON.stringify({
          schema: 'asarg.permissions/1',
          permissions: [{ identity: 'spiffe://mesh/fusion-llm', may: ['observe', 'infer'] }],
        }),
      ),
    },
  });
  closing.push(() => vision.kill());
  await writeRegistry(join(folder, 'registry.json'), { vision: vision.address });
  await writeFile(
    join(folder, 'permissions.json'),
    JSON.stringify({
      schema: 'asarg.permissions/1',
      permissions: [
        { identity: 'spiffe://mesh/gateway', may: ['infer'] },
        { identity: 'spiffe://mesh/cxas', may: ['register:cxas'] },
        { identity: 'spiffe://mesh/lvm-med', may: ['register:lvm-med'] },
        { identity: 'spiffe://mesh/operator', may: ['operate'] },
        { identity: '*', may: ['observe'] },
      ],
    }),
  );
  const env = tlsEnvironment(await filesOf('fusion-llm'));
  // What it takes for its own calls, too.
  Object.entries(env).forEach(([name, value]) => vi.stubEnv(name, value));
  const config = readFusionConfig({
    ...env,
    ASARG_LISTEN: '127.0.0.1:0',
    ASARG_REGISTRY: join(folder, 'registry.json'),
    ASARG_PERMISSIONS: join(folder, 'permissions.json'),
    ASARG_THREADS: '1',
    ASARG_DRAIN_MS: '0',
  });
  const service = await startFusionService(config, createLogger('test', 'silent'));
  closing.push(() => service.close());
  address = service.address;
  gateway = openCertificates(await filesOf('gateway'));
});
afterAll(async () => {
  for (const close of closing.toReversed()) {
    await close();
  }
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

test('a report is made over mutual TLS, by those who may', async () => {
  const registry = opened(createRegistryClient(address, { certificates: gateway }));
  for await (const { specialists } of registry.watch({ deadlineMs: 20_000 })) {
    if (specialists[0]?.state === SpecialistState.ACTIVE) break;
  }
  const reports = opened(createReportClient(address, { certificates: gateway }));

  const events = await collect(reports);

  const [done] = valuesOf(events, 'done');
  expect(done?.text).not.toBe('');
  // The two other specialists are not there.
  expect(done?.status).toBe(ReportStatus.PARTIAL);
  expect(vision.asked).toHaveLength(1);
});

test('a known client that may only observe gets no report', async () => {
  const certificates = openCertificates(await filesOf('viewer'));
  const registry = opened(createRegistryClient(address, { certificates }));
  const reports = opened(createReportClient(address, { certificates }));

  expect((await registry.list()).specialists).toHaveLength(1);
  await expect(collect(reports)).rejects.toMatchObject({
    code: 'PERMISSION_DENIED',
    details:
      "expected a caller with the permission 'infer', found 'spiffe://mesh/viewer' without it",
  });
});

test('nobody but the fusion service may ask the specialist', async () => {
  const specialist = opened(createSpecialistClient(vision.address, { certificates: gateway }));

  await expect(specialist.describe()).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  await expect(
    specialist.encode({ frame: testFrame() }, { deadlineMs: 5000 }),
  ).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  expect(await specialist.health()).toBe('SERVING');
});

test('a client of another authority is not heard at all', async () => {
  const certificates = openCertificates(await filesOf('gateway-too', strangers));
  const reports = opened(createReportClient(address, { certificates }));

  await expect(collect(reports)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});

test('an identity registers under the names that it may, and inferring or observing is no such right', async () => {
  const instance = { name: 'cxas', address: '127.0.0.1:9' };
  const clientOf = async (identity: string) => {
    const certificates = openCertificates(await filesOf(identity));
    return opened(createRegistryClient(address, { certificates }));
  };
  const cxas = await clientOf('cxas');
  const { leaseId } = await cxas.register(instance);

  await expect(cxas.register({ ...instance, name: 'lvm-med' })).rejects.toMatchObject({
    code: 'PERMISSION_DENIED',
    details: expect.stringContaining("'register:lvm-med', found 'spiffe://mesh/cxas' without it"),
  });
  for (const identity of ['gateway', 'viewer', 'operator']) {
    const other = await clientOf(identity);
    await expect(other.register(instance)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    await expect(other.deregister(leaseId)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  }
  await cxas.deregister(leaseId);
});

test('a specialist process joins and leaves with its own certificate', async () => {
  const main = fileURLToPath(new URL('fixtures/joining-specialist.mjs', import.meta.url));
  const env = { ...tlsEnvironment(await filesOf('lvm-med')), ASARG_JOIN: address };
  const specialist = spawn(process.execPath, [main], { env });
  closing.push(() => specialist.kill('SIGKILL'));
  const registry = opened(createRegistryClient(address, { certificates: gateway }));

  for await (const { specialists } of registry.watch({ deadlineMs: 20_000 })) {
    const joined = specialists.find(({ name }) => name === 'lvm-med');
    if (joined?.state === SpecialistState.ACTIVE) break;
  }
  specialist.kill('SIGTERM');

  expect((await once(specialist, 'exit'))[0]).toBe(0);
  expect((await registry.list()).specialists.map(({ name }) => name)).toEqual(['vision']);
});

test('versions are changed by operators only', async () => {
  const certificates = openCertificates(await filesOf('operator'));
  const operator = opened(createRegistryClient(address, { certificates }));
  const own = opened(createRegistryClient(address, { certificates: gateway }));

  await expect(own.rollBack('vision')).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  await expect(operator.rollBack('vision')).rejects.toMatchObject({ code: 'FAILED_PRECONDITION' });
});
