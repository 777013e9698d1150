// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { KubernetesAccess } from '@asarg/kubernetes';
import { endpointSlice } from '@asarg/kubernetes/testing';
import { followSource, type FollowedSource } from './followed-source.js';
import { refuse, serveKubernetesApi, type KubernetesApiServer } from '@asarg/kubernetes/testing';
import { selfSignedCertificate } from '@asarg/kubernetes/testing';

let api: KubernetesApiServer;
let source: FollowedSource | undefined;
beforeEach(async () => {
  api = await serveKubernetesApi();
});
afterEach(async () => {
  source?.close();
  source = undefined;
  await api.close();
});

async function follow(more: Partial<KubernetesAccess> = {}): Promise<FollowedSource> {
  source = await followSource({ apiUrl: api.url, namespace: 'mesh', ...more });
  return source;
}

const away = 'warn: Kubernetes API away; the last listing holds';
const answers = 'info: Kubernetes API answers again';

describe('while the API is away', () => {
  test('the last listing holds, attempts grow rarer, and the log has one line each way', async () => {
    api.put(endpointSlice('cxas-1', 'cxas', ['10.0.0.1']));
    const { untilListed, untilLogged, untilPause, tryAgain, hurry, log, listings } = await follow();
    await api.untilWatches(1);
    await api.close();
    const waits: number[] = [];
    for (let attempt = 0; attempt < 12; attempt += 1) {
      waits.push(await untilPause());
      tryAgain();
    }
    await untilPause();
    waits.forEach((ms, attempt) => {
      const most = Math.min(200 * 2 ** attempt, 30_000);
      expect(ms).toBeGreaterThanOrEqual(most / 2);
      expect(ms).toBeLessThanOrEqual(most);
    });
    expect(listings).toHaveLength(1);
    expect(log).toEqual(['debug: watch of Kubernetes cut', away]);

    api = await serveKubernetesApi({ port: api.port });
    api.put(endpointSlice('cxas-9', 'cxas', ['10.0.0.9']));
    api.compact();
    hurry();
    await untilListed('10.0.0.9:7011');
    await untilLogged(answers);
    expect(log.filter((line) => !line.startsWith('debug'))).toEqual([away, answers]);
  });

  test('a start does not wait for it', async () => {
    const { port } = api;
    await api.close();
    const { untilListed, untilPause, tryAgain, listings, log } = await follow();
    expect(listings).toEqual([]);
    await untilPause();
    expect(log).toHaveLength(1);
    api = await serveKubernetesApi({ port });
    api.put(endpointSlice('cxas-1', 'cxas', ['10.0.0.1']));
    tryAgain();
    await untilListed('10.0.0.1:7011');
  });

  test('another reason is said once too', async () => {
    let status = 503;
    api.intercept((_, response) => refuse(response, status, 'Refused'));
    const { untilPause, tryAgain, log } = await follow();
    for (const next of [503, 403, 403, 403]) {
      await untilPause();
      status = next;
      tryAgain();
    }
    await untilPause();
    expect(log).toHaveLength(2);
  });

  test('closing ends attempts and tells nothing more', async () => {
    const { listings, close } = await follow();
    await api.untilWatches(1);
    api.put(endpointSlice('cxas-1', 'cxas', ['10.0.0.1']));
    close();
    const lookedAt = api.requests.length;
    await api.close();
    expect(listings).toEqual([{ listed: [], refused: [] }]);
    expect(api.requests).toHaveLength(lookedAt);
  });
});

describe('credentials', () => {
  let folder: string;
  let tokenFile: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'account-'));
    tokenFile = join(folder, 'token');
    await writeFile(tokenFile, 'first\n');
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('a token that was replaced is used from the next request on', async () => {
    let valid = 'Bearer first';
    api.intercept(({ authorization }, response) =>
      authorization === valid ? false : refuse(response, 401, 'Unauthorized'),
    );
    api.put(endpointSlice('cxas-1', 'cxas', ['10.0.0.1']));
    const { untilListed, untilPause, tryAgain, listings } = await follow({ tokenFile });
    await api.untilWatches(1);
    valid = 'Bearer second';
    api.endWatches();
    await api.untilWatches(2);
    await untilPause();
    expect(listings).toHaveLength(1);
    await writeFile(tokenFile, 'second\n');
    tryAgain();
    await api.untilWatches(3);
    api.put(endpointSlice('cxas-1', 'cxas', ['10.0.0.2']));
    await untilListed('10.0.0.2:7011');
    expect(new Set(api.requests.map(({ authorization }) => authorization))).toEqual(
      new Set(['Bearer first', 'Bearer second']),
    );
  });

  test('a token goes to nobody whose certificate the CA file does not vouch for', async () => {
    const certificate = selfSignedCertificate();
    const caFile = join(folder, 'ca.crt');
    await writeFile(caFile, selfSignedCertificate().cert);
    await api.close();
    api = await serveKubernetesApi({ certificate });
    api.put(endpointSlice('cxas-1', 'cxas', ['10.0.0.1']));
    const { untilListed, untilPause, tryAgain, log } = await follow({ tokenFile, caFile });
    await untilPause();
    expect(api.requests).toEqual([]);
    expect(log).toHaveLength(1);

    await writeFile(caFile, certificate.cert);
    tryAgain();
    await untilListed('10.0.0.1:7011');
    expect(api.requests[0]!.authorization).toBe('Bearer first');
  });

  test('a token file that is not there yet is waited for', async () => {
    await rm(tokenFile);
    const { untilPause, untilLogged, tryAgain, log } = await follow({ tokenFile });
    await untilPause();
    expect(api.requests).toEqual([]);
    await writeFile(tokenFile, 'late');
    tryAgain();
    await untilLogged(answers);
    expect(log).toEqual([away, answers]);
  });
});
