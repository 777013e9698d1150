// SPDX-License-Identifier: Apache-2.0
// fusion-llm, twice, and the specialists as real processes, that find each other by a real API server.
// There is no kubelet and no controller: processes play pods, and the slices of Services are written as
// the controller would.
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeReport } from '@asarg/cli';
import { SpecialistState, type ListSpecialistsResponse } from '@asarg/contracts';
import { createRegistryClient, type RegistryClient } from '@asarg/mesh-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../interop/processes.js';
import { ofKind, serviceContainer } from '../manifests/kubernetes-object.js';
import { eachOverlay } from '../manifests/rendered.js';
import { access, ask, kubectl, makeNamespace, tokenOf } from './cluster.js';
import { collectSlices, putSlice, removeSlice } from './endpoint-slices.js';
import { podHost, startService, type ServiceProcess } from './start-service.js';

const namespace = 'asarg';
const specialists = ['vision', 'lvm-med', 'cxas'] as const;
const sample = path.join(root, 'samples/phantom.png');
const [, objects] = eachOverlay.find(([name]) => name === 'laptop')!;
const bundleOf = (name: string) => path.join(root, 'models/compact', name);

let folder: string;
const pods = new Map<string, ServiceProcess>();
/** One client of each replica of fusion-llm. */
const registries: RegistryClient[] = [];
const gateways: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'asarg-pods-'));
  await makeNamespace(namespace, ofKind(objects, 'Namespace')[0]);
  const manifests = path.join(root, 'deploy/k8s/rendered/laptop.yaml');
  kubectl(['apply', '-f', manifests]);
  const settings = await fusionSettings();
  await Promise.all([
    ...specialists.map((name) => startPod(name)),
    ...[0, 1].map(async (replica) => {
      const fusion = await startService('fusion-llm', settings);
      registries[replica] = createRegistryClient(fusion.address);
      const gateway = await startService(
        'gateway',
        { ASARG_FUSION: fusion.address, ASARG_DATA: path.join(folder, `data-${replica}`) },
        '127.0.0.1',
      );
      gateways[replica] = `http://${gateway.address}`;
    }),
  ]);
}, 120_000);
afterAll(async () => {
  registries.forEach((registry) => registry.close());
  await rm(folder, { recursive: true, force: true });
});

/** What the manifest of fusion-llm says, with what differs outside a pod. */
async function fusionSettings(): Promise<Record<string, string>> {
  const [tokenFile, registryFile] = ['token', 'registry.json'].map((name) =>
    path.join(folder, name),
  );
  await writeFile(tokenFile!, await tokenOf(namespace, 'fusion-llm'));
  const map = ofKind(objects, 'ConfigMap').find(
    ({ metadata }) => metadata.name === 'fusion-registry',
  );
  await writeFile(registryFile!, (map!['data'] as Record<string, string>)['registry.json']!);
  const deployment = ofKind(objects, 'Deployment').find(
    ({ metadata }) => metadata.name === 'fusion-llm',
  );
  const asDeployed = serviceContainer(deployment!).env!.flatMap(({ name, value }) =>
    name.startsWith('ASARG_') && value !== undefined ? [[name, value] as const] : [],
  );
  const { url, caFile } = access();
  const { ASARG_LISTEN: _, ...settings } = Object.fromEntries(asDeployed);
  return {
    ...settings,
    ASARG_BUNDLE: bundleOf('fusion'),
    ASARG_REGISTRY: registryFile!,
    ASARG_KUBERNETES: url,
    ASARG_KUBERNETES_NAMESPACE: namespace,
    ASARG_KUBERNETES_TOKEN_FILE: tokenFile!,
    ASARG_KUBERNETES_CA_FILE: caFile,
  };
}

async function startPod(service: string, bundle = bundleOf(service)): Promise<ServiceProcess> {
  const pod = await startService(service, { ASARG_BUNDLE: bundle, ASARG_DRAIN_MS: '10000' });
  pods.set(pod.address, pod);
  if (!pods.has(service)) pods.set(service, pod);
  return pod;
}

const sliceName = (service: string, { port }: ServiceProcess) => `${service}-${port}`;

const ready = (service: string, pod: ServiceProcess) =>
  putSlice(namespace, service, { name: sliceName(service, pod), host: pod.host, port: pod.port });

/** Waits until both replicas tell of what `isThere` looks for. @returns what they tell. */
function bothTell(
  isThere: (now: ListSpecialistsResponse) => boolean,
): Promise<ListSpecialistsResponse[]> {
  return Promise.all(
    registries.map(async (registry) => {
      for await (const now of registry.watch()) if (isThere(now)) return now;
      throw new Error('expected the registry to be told of changes, found the end of the watch');
    }),
  );
}

/** Whether exactly these pods of a specialist are in use. */
const uses =
  (name: string, ...expected: readonly ServiceProcess[]) =>
  ({ specialists: entries }: ListSpecialistsResponse) =>
    entries
      .filter((entry) => entry.name === name && entry.state === SpecialistState.ACTIVE)
      .map(({ address }) => address)
      .toSorted()
      .join() ===
    expected
      .map(({ address }) => address)
      .toSorted()
      .join();

const versionsOf = ({ versions }: ListSpecialistsResponse) =>
  Object.fromEntries(versions.map(({ specialist, version }) => [specialist, version]));

test('pods that become ready are in both replicas, and both make the same complete report', async () => {
  for (const name of specialists) await ready(name, pods.get(name)!);

  const told = await bothTell((now) =>
    specialists.every((name) => uses(name, pods.get(name)!)(now)),
  );

  expect(versionsOf(told[0]!)).toEqual(versionsOf(told[1]!));
  expect(Object.keys(versionsOf(told[0]!)).toSorted()).toEqual([...specialists].toSorted());
  expect(new Set(told.flatMap(({ specialists: all }) => all.map(({ source }) => source)))).toEqual(
    new Set(['kubernetes']),
  );
  const reports = await Promise.all(gateways.map((url) => makeReport(url, sample, { seed: 1 })));
  expect(reports.map(({ status }) => status)).toEqual(['COMPLETE', 'COMPLETE']);
  expect(reports[0]!.text).toBe(reports[1]!.text);
  expect(reports[0]!.text).not.toBe('');
});

test('a pod that is added takes part in both, and one that is no longer ready does not', async () => {
  const [first, second] = [pods.get('cxas')!, await startPod('cxas')];
  await ready('cxas', second);
  await bothTell(uses('cxas', first, second));

  await putSlice(namespace, 'cxas', {
    name: sliceName('cxas', second),
    host: second.host,
    port: second.port,
    conditions: { ready: false },
  });
  await bothTell(uses('cxas', first));

  await ready('cxas', second);
  await bothTell(uses('cxas', first, second));
  await removeSlice(namespace, sliceName('cxas', second));
  await bothTell(uses('cxas', first));
  expect(await second.stop()).toBe(0);
});

test('a rolling update exchanges the version in both, and no report fails for it', async () => {
  const newBundle = path.join(folder, 'cxas-next');
  await cp(bundleOf('cxas'), newBundle, { recursive: true });
  const manifest = path.join(newBundle, 'manifest.json');
  const { version, ...others } = JSON.parse(await readFile(manifest, 'utf8')) as {
    version: string;
  };
  await writeFile(
    manifest,
    JSON.stringify({ version: `${Number.parseInt(version) + 1}.0.0`, ...others }),
  );
  const [before] = await bothTell(uses('cxas', pods.get('cxas')!));
  const epochs = await Promise.all(registries.map((registry) => registry.list()));

  const exchange = new AbortController();
  const meanwhile = gateways.map(async (url) => {
    const statuses: string[] = [];
    while (!exchange.signal.aborted)
      statuses.push((await makeReport(url, sample, { seed: 2 })).status);
    return statuses;
  });
  const old = pods.get('cxas')!;
  const next = await startPod('cxas', newBundle);
  await ready('cxas', next);
  const told = await bothTell(uses('cxas', next));
  // The Deployment ends the old pod once the new one has been ready for a while.
  await putSlice(namespace, 'cxas', {
    name: sliceName('cxas', old),
    host: old.host,
    port: old.port,
    conditions: { ready: false, serving: true, terminating: true },
  });
  await bothTell(({ specialists: all }) => all.every(({ address }) => address !== old.address));
  expect(await old.stop()).toBe(0);
  await removeSlice(namespace, sliceName('cxas', old));
  exchange.abort();

  const statuses = (await Promise.all(meanwhile)).flat();
  expect(new Set(statuses)).toEqual(new Set(['COMPLETE']));
  expect(versionsOf(told[0]!)).toEqual(versionsOf(told[1]!));
  expect(versionsOf(told[0]!)['cxas']).not.toBe(versionsOf(before!)['cxas']);
  told.forEach(({ epoch }, replica) => expect(epoch).toBeGreaterThan(epochs[replica]!.epoch));
  pods.set('cxas', next);
});

test('a Service that is deleted takes its specialist away from both, and applied again brings it back', async () => {
  kubectl(['delete', 'service', 'cxas', '-n', namespace]);
  await collectSlices(namespace, 'cxas');
  await bothTell(({ specialists: all }) => all.every(({ name }) => name !== 'cxas'));
  const reports = await Promise.all(gateways.map((url) => makeReport(url, sample, { seed: 3 })));
  expect(reports.map(({ status }) => status)).toEqual(['PARTIAL', 'PARTIAL']);

  kubectl(['apply', '-f', path.join(root, 'deploy/k8s/rendered/laptop.yaml')]);
  await ready('cxas', pods.get('cxas')!);
  await bothTell(uses('cxas', pods.get('cxas')!));
  expect((await makeReport(gateways[0]!, sample, { seed: 4 })).status).toBe('COMPLETE');
});

test('a Service without the label of specialists is nobody to the registry', async () => {
  const lost = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'lost' } };
  await ask('POST', `/api/v1/namespaces/${namespace}/services`, {
    ...lost,
    spec: { clusterIP: 'None', ports: [{ name: 'grpc', port: 7099 }] },
  });
  const host = podHost();
  await putSlice(namespace, 'lost', { name: 'lost-1', host, port: 7099 });
  // What comes after it has been seen, so it has not been overlooked.
  const { port } = pods.get('vision')!;
  await putSlice(namespace, 'vision', {
    name: 'vision-later',
    host,
    port: port === 65_535 ? 1 : port + 1,
  });
  const told = await bothTell(({ specialists: all }) =>
    all.some(({ name, address }) => name === 'vision' && address.endsWith(`:${port + 1}`)),
  );
  for (const { specialists: all } of told)
    expect(all.map(({ name }) => name)).not.toContain('lost');
});
