// SPDX-License-Identifier: Apache-2.0
import {
  endpointSlice,
  serveKubernetesApi,
  type KubernetesApiServer,
} from '@asarg/kubernetes/testing';
import { afterEach, expect, test } from 'vitest';
import {
  createReportClient,
  openBalancedChannel,
  type BalancedChannelOptions,
} from '../src/index.js';
import { callConstantly, callOnce, startReplica, type Replica } from './replica.js';

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

async function replica(port?: number, host?: string): Promise<Replica> {
  const one = await startReplica({ port, host });
  endings.push(one.kill);
  return one;
}

function open(target: string, options: Partial<BalancedChannelOptions>) {
  const channel = openBalancedChannel(target, {
    service: 'fusion-llm',
    policy: { slowStartMs: 0 },
    ...options,
  });
  const client = createReportClient(channel.label, { channel });
  endings.push(client.close);
  return client;
}

test('a name is looked up again and again: what it adds serves, what it drops does not', async () => {
  const first = await replica(0, '127.0.0.1');
  const port = Number(first.address.split(':')[1]);
  const second = await replica(port, '127.0.0.2');
  let hosts = ['127.0.0.1'];
  let looks = 0;
  let onLook: () => void = () => undefined;
  const lookUp = async () => {
    looks++;
    onLook();
    return hosts;
  };
  const client = open(`asarg-dns:///fusion-llm:${port}`, { dns: { intervalMs: 20, lookUp } });
  const load = callConstantly(client, 2);
  await first.untilCalls(20);
  expect(second.calls).toBe(0);
  hosts = ['127.0.0.1', '127.0.0.2'];
  await second.untilCalls(20);
  hosts = ['127.0.0.2'];
  const looked = looks;
  await new Promise<void>((resolve) => {
    onLook = () => looks >= looked + 3 && resolve();
  });
  const calls = first.calls;
  await second.untilCalls(second.calls + 100);
  expect(first.calls).toBe(calls);
  await load.stop();
  expect(load.failures).toEqual([]);
});

test('a name that is not found fails calls with the reason', async () => {
  const lookUp = () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }));
  const client = open('asarg-dns:///nowhere:7010', { dns: { lookUp } });
  await expect(callOnce(client)).rejects.toThrow(/ENOTFOUND/);
});

async function serveApi(): Promise<KubernetesApiServer> {
  const api = await serveKubernetesApi();
  endings.push(api.close);
  return api;
}

const kubernetesAt = ({ url }: KubernetesApiServer) => {
  return { access: () => Promise.resolve({ apiUrl: url, namespace: 'own' }) };
};

test('the ready endpoints of a Service are followed as it is scaled 1, 3, 1', async () => {
  const api = await serveApi();
  const first = await replica(0, '127.0.0.1');
  const port = Number(first.address.split(':')[1]);
  const all = [first, await replica(port, '127.0.0.2'), await replica(port, '127.0.0.3')];
  const scale = (...hosts: string[]) =>
    api.put(endpointSlice('one', 'fusion-llm', hosts, { port }));
  scale('127.0.0.1');
  api.put(endpointSlice('two', 'vision', ['127.0.0.9'], { port }));
  const client = open('kubernetes:///fusion-llm.mesh:grpc', { kubernetes: kubernetesAt(api) });
  const load = callConstantly(client, 4);
  await first.untilCalls(50);
  scale('127.0.0.1', '127.0.0.2', '127.0.0.3');
  await Promise.all(all.map((one) => one.untilCalls(one.calls + 50)));
  scale('127.0.0.2');
  await all[1]!.untilCalls(all[1]!.calls + 100);
  const before = [first.calls, all[2]!.calls];
  await all[1]!.untilCalls(all[1]!.calls + 100);
  expect([first.calls, all[2]!.calls]).toEqual(before);
  await load.stop();
  expect(load.failures).toEqual([]);
  expect(api.requests[0]).toMatchObject({
    path: '/apis/discovery.k8s.io/v1/namespaces/mesh/endpointslices',
    query: { labelSelector: 'kubernetes.io/service-name=fusion-llm' },
  });
});

test('a Service without endpoints fails calls at once, and serves once it has one', async () => {
  const api = await serveApi();
  const one = await replica();
  const [host, port] = one.address.split(':');
  const client = open('kubernetes:///fusion-llm:grpc', { kubernetes: kubernetesAt(api) });
  await expect(callOnce(client)).rejects.toThrow(
    'expected an endpoint of fusion-llm that serves, found none',
  );
  api.put(endpointSlice('one', 'fusion-llm', [host!], { port: Number(port) }));
  const load = callConstantly(client, 1);
  await one.untilCalls(1);
  await load.stop();
});

test('outside of a pod, and without an API, calls fail with what is missing', async () => {
  const client = open('kubernetes:///fusion-llm:grpc', {});
  await expect(callOnce(client)).rejects.toThrow(/expected KUBERNETES_SERVICE_HOST/);
});
