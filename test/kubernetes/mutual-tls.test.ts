// SPDX-License-Identifier: Apache-2.0
// The certificates of overlays/mtls, as Secrets in a real API server and as files of real processes.
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SpecialistState } from '@asarg/contracts';
import { createHealthClient, createRegistryClient, openBalancedChannel } from '@asarg/mesh-client';
import { openCertificates } from '@asarg/service-kit/tls';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { freePorts, root } from '../interop/processes.js';
import { ofKind, serviceContainer } from '../manifests/kubernetes-object.js';
import { eachOverlay, parseObjects } from '../manifests/rendered.js';
import { access, ask, kubectl, makeNamespace, tokenOf } from './cluster.js';
import { putSlice } from './endpoint-slices.js';
import { startService } from './start-service.js';

const [, objects] = eachOverlay.find(([name]) => name === 'mtls')!;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'asarg-mtls-'));
  await makeNamespace('asarg', ofKind(objects, 'Namespace')[0]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs the script with the kubectl of this suite. @returns what it writes. */
async function certificates(): Promise<string> {
  const bin = path.join(folder, 'bin');
  await mkdir(bin, { recursive: true });
  await symlink(inject('programs').kubectl, path.join(bin, 'kubectl'));
  const script = path.join(root, 'deploy/k8s/overlays/mtls/certificates.sh');
  const { status, stdout, stderr } = spawnSync('bash', [script, path.join(folder, 'keys')], {
    encoding: 'utf8',
    env: { ...process.env, PATH: `${bin}:${process.env['PATH']}` },
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return stdout;
}

/** The settings of a service's container, with files where the Secret of the cluster would be. */
async function settingsOf(name: string): Promise<Record<string, string>> {
  const secret = await ask<{ data: Record<string, string> }>(
    'GET',
    `/api/v1/namespaces/asarg/secrets/${name}-tls`,
  );
  const mounted = path.join(folder, name);
  await mkdir(mounted, { recursive: true });
  for (const [file, content] of Object.entries(secret.data)) {
    await writeFile(path.join(mounted, file), Buffer.from(content, 'base64'));
  }
  const permissions = ofKind(objects, 'ConfigMap').find(({ metadata }) =>
    metadata.name.startsWith('permissions-'),
  )!['data'] as Record<string, string>;
  await writeFile(path.join(mounted, 'permissions.json'), permissions['permissions.json']!);
  const deployment = ofKind(objects, 'Deployment').find(({ metadata }) => metadata.name === name);
  const set = serviceContainer(deployment!).env!.flatMap(({ name: variable, value }) =>
    /^ASARG_(TLS_\w+|PERMISSIONS)$/.test(variable) && value !== undefined
      ? [[variable, value.replace(/^\/etc\/asarg\/(tls|permissions)/, mounted)] as const]
      : [],
  );
  const [healthPort] = await freePorts(1);
  return { ...Object.fromEntries(set), ASARG_HEALTH_LISTEN: `127.0.0.1:${healthPort}` };
}

test('a pod is called by its address, has its Service\u2019s name, and is probed without TLS', async () => {
  const secrets = (await certificates()).split(/^---$/m).filter((text) => text.trim() !== '');
  expect(
    secrets
      .flatMap(parseObjects)
      .map(({ metadata }) => metadata.name)
      .toSorted(),
  ).toEqual(['cxas-tls', 'fusion-llm-tls', 'gateway-tls', 'lvm-med-tls', 'vision-tls'].toSorted());
  for (const secret of secrets) kubectl(['apply', '-f', '-'], secret);
  for (const kind of ['ServiceAccount', 'Role', 'RoleBinding', 'Service']) {
    for (const object of ofKind(objects, kind))
      kubectl(['apply', '-f', '-'], JSON.stringify(object));
  }
  const vision = await settingsOf('vision');
  const pod = await startService('vision', {
    ...vision,
    ASARG_BUNDLE: path.join(root, 'models/compact/vision'),
  });
  // The same process listed by a Service whose name its certificate does not have.
  for (const service of ['vision', 'cxas']) {
    const { host, port } = pod;
    await putSlice('asarg', service, { name: `${service}-tls`, host, port });
  }
  const token = path.join(folder, 'token');
  await writeFile(token, await tokenOf('asarg', 'fusion-llm'));
  const { url, caFile } = access();
  const fusion = await startService('fusion-llm', {
    ...(await settingsOf('fusion-llm')),
    ASARG_BUNDLE: path.join(root, 'models/compact/fusion'),
    ASARG_REGISTRY: path.join(folder, 'none.json'),
    ASARG_KUBERNETES: url,
    ASARG_KUBERNETES_NAMESPACE: 'asarg',
    ASARG_KUBERNETES_TOKEN_FILE: token,
    ASARG_KUBERNETES_CA_FILE: caFile,
  });

  const keys = path.join(folder, 'keys');
  const operator = openCertificates({
    certificate: path.join(keys, 'operator.crt'),
    key: path.join(keys, 'operator.key'),
    authorities: path.join(keys, 'ca.crt'),
  });
  const registry = createRegistryClient(fusion.address, {
    certificates: operator,
    serverName: 'fusion-llm',
  });
  for await (const { specialists } of registry.watch()) {
    const stateOf = (name: string) => specialists.find((one) => one.name === name)?.state;
    if (
      stateOf('vision') === SpecialistState.ACTIVE &&
      stateOf('cxas') === SpecialistState.UNREACHABLE
    ) {
      break;
    }
  }
  registry.close();

  // The gateway balances over addresses of a name; the certificate has that name.
  const [variable] = ofKind(objects, 'Deployment')
    .filter(({ metadata }) => metadata.name === 'gateway')
    .flatMap((one) => serviceContainer(one).env!.filter(({ name }) => name === 'ASARG_FUSION'));
  const channel = openBalancedChannel(variable!.value!.replace(/7010$/, String(fusion.port)), {
    service: 'fusion-llm',
    certificates: operator,
    dns: { lookUp: async () => [fusion.host] },
  });
  const balanced = createRegistryClient(channel.label, { channel });
  expect((await balanced.list()).specialists.map(({ name }) => name)).toContain('vision');
  channel.close();

  const probe = createHealthClient(vision['ASARG_HEALTH_LISTEN']!);
  expect(await probe.check('')).toBe('SERVING');
  probe.close();
});
