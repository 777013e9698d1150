// SPDX-License-Identifier: Apache-2.0
import {
  createCertificateAuthority,
  tlsEnvironment,
  writeTlsFiles,
} from '@asarg/service-kit/testing';
import { openCertificates } from '@asarg/service-kit/tls';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLogger } from '@asarg/service-kit';
import { openRegistry } from '../src/registry/registry.js';
import { createKubernetesSource } from '../src/registry/sources/kubernetes-source.js';
import { defaultPolicy } from '../src/registry/specialist-policy.js';
import { endpointSlice, serveKubernetesApi } from '@asarg/kubernetes/testing';
import { selector } from './followed-source.js';
import { bundle } from './mesh-fixture.js';
import { descriptionsFor, serveSpecialist } from './specialist-server.js';

const authority = createCertificateAuthority();
const closing: (() => unknown)[] = [];
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kubernetes-tls-'));
  const issued = authority.issue({ uris: ['spiffe://mesh/fusion-llm'] });
  const own = await writeTlsFiles(join(folder, 'own'), issued, authority);
  Object.entries(tlsEnvironment(own)).forEach(([name, value]) => vi.stubEnv(name, value));
});
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

/** A pod whose certificate has a DNS name and no address. */
async function servePod(dns: string): Promise<number> {
  const issued = authority.issue({ uris: ['spiffe://mesh/cxas'], dns: [dns], ips: [] });
  const files = await writeTlsFiles(join(folder, dns), issued, authority);
  const server = await serveSpecialist(descriptionsFor(bundle)['cxas']!, {
    security: { certificates: openCertificates(files) },
  });
  closing.push(server.kill);
  return server.port;
}

test('a pod is called by its address and must have the certificate of its Service', async () => {
  const api = await serveKubernetesApi();
  closing.push(api.close);
  const [good, bad] = [await servePod('cxas.mesh.svc'), await servePod('vision.mesh.svc')];
  for (const port of [good, bad]) {
    api.put(endpointSlice(`cxas-${port}`, 'cxas', ['127.0.0.1'], { port }));
  }
  const logger = createLogger('test', 'silent');
  const registry = await openRegistry({
    sources: [
      createKubernetesSource({ access: { apiUrl: api.url, namespace: 'mesh' }, selector, logger }),
    ],
    slots: bundle.manifest.slots,
    admit: async () => ({ probe: { passed: true, checks: [], latencyMs: 0 } }),
    policy: () => defaultPolicy,
    logger,
  });
  closing.push(registry.close);
  const stateOf = (port: number) =>
    registry.snapshot().entries.find(({ address }) => address === `127.0.0.1:${port}`);
  await vi.waitFor(() => {
    expect(stateOf(good)?.state).toBe('ACTIVE');
    expect(stateOf(bad)).toMatchObject({
      state: 'UNREACHABLE',
      reason: expect.stringMatching(/cxas\.mesh\.svc|UNAVAILABLE/),
    });
  });
});
