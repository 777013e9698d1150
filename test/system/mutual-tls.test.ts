// SPDX-License-Identifier: Apache-2.0
// All five services with certificates, signed bundles and permissions, by environment variables alone.
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startMesh, type Mesh } from '@asarg/cli';
import { createHealthClient, createSpecialistClient } from '@asarg/mesh-client';
import {
  generateSigningKey,
  readTrustedKeys,
  signBundle,
  verifyAttestation,
} from '@asarg/model-bundle';
import {
  createCertificateAuthority,
  tlsEnvironment,
  writeTlsFiles,
} from '@asarg/service-kit/testing';
import { openCertificates } from '@asarg/service-kit/tls';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { reportOf, root } from './support.js';

const authority = createCertificateAuthority();
const signer = generateSigningKey();
const bundles = ['vision', 'lvm-med', 'cxas', 'fusion'];
let folder: string;
let keys: string;
let mesh: Mesh;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'asarg-tls-'));
  keys = path.join(folder, 'signer.pub.pem');
  await writeFile(keys, signer.publicKeyPem);
  await cp(path.join(root, 'models/compact'), path.join(folder, 'bundles'), { recursive: true });
  for (const bundle of bundles) {
    await signBundle(path.join(folder, 'bundles', bundle), signer.privateKeyPem);
  }
  const permissions = path.join(folder, 'permissions.json');
  await writeFile(
    permissions,
    JSON.stringify({
      schema: 'asarg.permissions/1',
      permissions: [
        { identity: 'spiffe://mesh/all', may: ['infer'] },
        { identity: '*', may: ['observe'] },
      ],
    }),
  );
  const issued = authority.issue({ uris: ['spiffe://mesh/all'] });
  const files = await writeTlsFiles(path.join(folder, 'tls'), issued, authority);
  const security = {
    ...tlsEnvironment(files),
    ASARG_TRUSTED_KEYS: keys,
    ASARG_PERMISSIONS: permissions,
  };
  // The command's own probes connect as the services do.
  for (const [name, value] of Object.entries(security)) vi.stubEnv(name, value);
  mesh = await startMesh({
    ports: 'free',
    folder,
    bundlesFolder: path.join(folder, 'bundles'),
    environment: { ...process.env, ...security },
  });
});
afterAll(async () => {
  await mesh?.close();
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

test('the mesh starts, and makes a complete report', async () => {
  expect(mesh.notActive).toEqual([]);

  const image = await readFile(path.join(root, 'samples/phantom.dcm'));
  const report = await reportOf(mesh.gatewayUrl, image);

  expect(report.status).toBe('COMPLETE');
  expect(report.text).not.toBe('');
});

test('no service answers without a certificate', async () => {
  vi.stubEnv('ASARG_TLS_CERT', '');
  vi.stubEnv('ASARG_TLS_KEY', '');
  vi.stubEnv('ASARG_TLS_CA', '');
  const clients = (['vision', 'lvm-med', 'cxas', 'fusion-llm'] as const).map((name) =>
    createHealthClient(mesh.addresses[name]),
  );
  for (const client of clients) {
    await expect(client.check('')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    client.close();
  }
});

test('every specialist shows the signed manifest of what it describes', async () => {
  const issued = authority.issue({ uris: ['spiffe://mesh/observer'] });
  const files = await writeTlsFiles(path.join(folder, 'observer'), issued, authority);
  const certificates = openCertificates(files);
  const trustedKeys = await readTrustedKeys(keys);
  for (const name of ['vision', 'lvm-med', 'cxas'] as const) {
    const client = createSpecialistClient(mesh.addresses[name], { certificates });
    expect(
      verifyAttestation(await client.describe({ attestation: true }), trustedKeys),
    ).toBeUndefined();
    expect((await client.describe()).attestation).toBeUndefined();
    await expect(
      client.encode({ frame: undefined as never }, { deadlineMs: 5000 }),
    ).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    client.close();
  }
});
