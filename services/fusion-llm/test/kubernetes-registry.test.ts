// SPDX-License-Identifier: Apache-2.0
import { SpecialistState } from '@asarg/contracts';
import { createLogger } from '@asarg/service-kit';
import { afterEach, expect, test } from 'vitest';
import { openRegistry, type Registry } from '../src/registry/registry.js';
import type { RegistrySnapshot } from '../src/registry/registry-snapshot.js';
import { createKubernetesSource } from '../src/registry/sources/kubernetes-source.js';
import { defaultPolicy } from '../src/registry/specialist-policy.js';
import { endpointSlice } from '@asarg/kubernetes/testing';
import { selector } from './followed-source.js';
import { serveKubernetesApi, type KubernetesApiServer } from '@asarg/kubernetes/testing';
import { bundle, startMesh } from './mesh-fixture.js';
import { descriptionsFor, serveSpecialist, type SpecialistServer } from './specialist-server.js';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) {
    await close();
  }
});

async function serveApi(): Promise<KubernetesApiServer> {
  const api = await serveKubernetesApi();
  closing.push(api.close);
  return api;
}

/** Real instances of one specialist, all of one version. */
async function serveInstances(name: string, count: number): Promise<SpecialistServer[]> {
  const description = descriptionsFor(bundle)[name]!;
  const servers = await Promise.all(
    Array.from({ length: count }, () => serveSpecialist(description)),
  );
  servers.forEach((server) => closing.push(server.kill));
  return servers;
}

/** The slice of a pod on loopback: a slice has one port, so there each pod has its own. */
const sliceOf = (name: string, { port }: SpecialistServer, conditions?: object) =>
  endpointSlice(`${name}-${port}`, name, [{ addresses: ['127.0.0.1'], conditions }], { port });

/** Waits until the addresses that are ACTIVE are these and nothing else is listed. */
async function untilActive(registry: Registry, servers: readonly SpecialistServer[]) {
  const wanted = servers.map(({ address }) => `ACTIVE ${address}`).toSorted();
  const isThere = ({ entries }: RegistrySnapshot) =>
    String(entries.map(({ state, address }) => `${state} ${address}`).toSorted()) ===
    String(wanted);
  if (!isThere(registry.snapshot())) {
    await new Promise<void>((resolve) => {
      const stop = registry.subscribe((snapshot) => {
        if (isThere(snapshot)) {
          stop();
          resolve();
        }
      });
    });
  }
}

test('pods become active entries as they come, and go as they drain or die', async () => {
  const api = await serveApi();
  const [a, b, c, d] = await serveInstances('cxas', 4);
  api.put(sliceOf('cxas', a!));
  const registry = await openRegistry({
    sources: [
      createKubernetesSource({
        access: { apiUrl: api.url, namespace: 'mesh' },
        selector,
        logger: createLogger('test', 'silent'),
      }),
    ],
    slots: bundle.manifest.slots,
    admit: async () => ({ probe: { passed: true, checks: [], latencyMs: 0 } }),
    policy: () => defaultPolicy,
    logger: createLogger('test', 'silent'),
  });
  closing.push(registry.close);
  await untilActive(registry, [a!]);
  expect(registry.snapshot().entries[0]).toMatchObject({ name: 'cxas', source: 'kubernetes' });

  api.put(sliceOf('cxas', b!));
  api.put(sliceOf('cxas', c!));
  await untilActive(registry, [a!, b!, c!]);
  const { version } = registry.snapshot().entries[0]!;
  expect(registry.instancesOf('cxas', version!)).toHaveLength(3);

  api.remove(sliceOf('cxas', b!).metadata.name);
  api.remove(sliceOf('cxas', c!).metadata.name);
  await untilActive(registry, [a!]);

  api.put(sliceOf('cxas', d!));
  api.put(sliceOf('cxas', a!, { ready: false, serving: true, terminating: true }));
  await untilActive(registry, [d!]);
});

test('while the API is away instances are still looked after by themselves', async () => {
  const api = await serveApi();
  const [server] = await serveInstances('cxas', 1);
  api.put(sliceOf('cxas', server!));
  const mesh = await startMesh({
    config: { kubernetes: api.url, kubernetesNamespace: 'mesh', kubernetesSelector: selector },
  });
  closing.push(mesh.close);
  const stateOf = (address: string) =>
    mesh.until(({ specialists }) =>
      specialists.some((one) => one.address === address && one.state === SpecialistState.ACTIVE),
    );
  await stateOf(server!.address);
  const { specialists } = await stateOf(mesh.addresses['cxas']!);
  expect(specialists.map(({ name, source }) => `${name} ${source}`).toSorted()).toEqual([
    'cxas file',
    'cxas kubernetes',
    'lvm-med file',
    'vision file',
  ]);

  await api.close();
  closing.splice(closing.indexOf(api.close), 1);
  await server!.kill();
  closing.splice(closing.indexOf(server!.kill), 1);
  await mesh.until(({ specialists }) =>
    specialists.some(
      ({ address, state }) => address === server!.address && state === SpecialistState.UNREACHABLE,
    ),
  );
});
