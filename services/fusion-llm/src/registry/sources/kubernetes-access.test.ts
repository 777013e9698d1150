// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readFusionConfig } from '../../config.js';
import { kubernetesAccess } from '@asarg/kubernetes';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'account-'));
  await writeFile(join(folder, 'namespace'), 'mesh\n');
});
afterEach(() => rm(folder, { recursive: true }));

const inside = { KUBERNETES_SERVICE_HOST: '10.96.0.1', KUBERNETES_SERVICE_PORT: '443' };
const accessOf = (env: Readonly<Record<string, string>>) =>
  kubernetesAccess(readFusionConfig(env), folder);

test('unset is off, in a pod too', async () => {
  expect(await accessOf(inside)).toBeUndefined();
});

test('a pod has everything in its environment and its service account', async () => {
  expect(await accessOf({ ...inside, ASARG_KUBERNETES: 'on' })).toEqual({
    apiUrl: 'https://10.96.0.1:443',
    namespace: 'mesh',
    tokenFile: join(folder, 'token'),
    caFile: join(folder, 'ca.crt'),
  });
  const host = { ...inside, KUBERNETES_SERVICE_HOST: 'fd00::1' };
  expect((await accessOf({ ...host, ASARG_KUBERNETES: 'on' }))?.apiUrl).toBe(
    'https://[fd00::1]:443',
  );
});

test('outside it is a URL, with files where they are given', async () => {
  const env = { ASARG_KUBERNETES: 'http://127.0.0.1:8001', ASARG_KUBERNETES_NAMESPACE: 'other' };
  expect(await accessOf(env)).toEqual({ apiUrl: 'http://127.0.0.1:8001', namespace: 'other' });
  const files = { ASARG_KUBERNETES_TOKEN_FILE: '/t', ASARG_KUBERNETES_CA_FILE: '/c' };
  expect(await accessOf({ ...env, ...files, ASARG_KUBERNETES: 'https://api/k8s' })).toEqual({
    apiUrl: 'https://api/k8s',
    namespace: 'other',
    tokenFile: '/t',
    caFile: '/c',
  });
});

test('what is missing or unsafe is said', async () => {
  await expect(accessOf({ ASARG_KUBERNETES: 'on' })).rejects.toThrow(
    'ASARG_KUBERNETES=on: expected KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT, ' +
      'found nothing and nothing: not inside a pod?',
  );
  await rm(join(folder, 'namespace'));
  await expect(accessOf({ ...inside, ASARG_KUBERNETES: 'on' })).rejects.toThrow(
    `ASARG_KUBERNETES_NAMESPACE: expected it or ${join(folder, 'namespace')}, found neither`,
  );
  const open = { ASARG_KUBERNETES: 'http://10.0.0.1:8001', ASARG_KUBERNETES_TOKEN_FILE: '/t' };
  await expect(accessOf(open)).rejects.toThrow(
    'ASARG_KUBERNETES: expected https where a token is sent, found http://10.0.0.1:8001',
  );
  expect(() => readFusionConfig({ ASARG_KUBERNETES: 'yes' })).toThrow(
    "ASARG_KUBERNETES: expected 'on' or the URL of an API, found 'yes'",
  );
  expect(() => readFusionConfig({ ASARG_KUBERNETES: 'https://me:secret@api' })).toThrow(
    "ASARG_KUBERNETES: expected 'on' or the URL of an API",
  );
});
