// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { KubernetesAccess } from '@asarg/kubernetes';
import { endpointSlice } from '@asarg/kubernetes/testing';
import { followSource, selector, type FollowedSource } from './followed-source.js';
import { eventLine, serveKubernetesApi, type KubernetesApiServer } from '@asarg/kubernetes/testing';

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
const lastVersion = () => api.requests.at(-1)!.query['resourceVersion'];

describe('as endpoints come and go', () => {
  test('a Service scales from one pod to three, to none and back to one', async () => {
    api.put(endpointSlice('cxas-1', 'cxas', ['10.0.0.1']));
    const { untilListed, listings } = await follow();
    expect(listings).toEqual([
      {
        listed: [{ name: 'cxas', address: '10.0.0.1:7011', serverName: 'cxas.mesh.svc' }],
        refused: [],
      },
    ]);
    api.put(endpointSlice('cxas-1', 'cxas', ['10.0.0.1', '10.0.0.2', '10.0.0.3']));
    await untilListed('10.0.0.1:7011', '10.0.0.2:7011', '10.0.0.3:7011');
    api.put(endpointSlice('cxas-1', 'cxas', [], { ports: null }));
    await untilListed();
    api.put(endpointSlice('cxas-1', 'cxas', ['10.0.0.3']));
    await untilListed('10.0.0.3:7011');
    expect(api.verbs()).toBe('list watch');
  });

  test('a rolling update lists the new pod when it is ready and drops the old as it drains', async () => {
    const pod = (address: string, ready: boolean, terminating = false) => ({
      addresses: [address],
      conditions: { ready, serving: ready || terminating, terminating },
    });
    api.put(endpointSlice('cxas-1', 'cxas', [pod('10.0.0.1', true)]));
    const { untilListed, listings } = await follow();
    api.put(endpointSlice('cxas-1', 'cxas', [pod('10.0.0.1', true), pod('10.0.0.2', false)]));
    api.put(endpointSlice('cxas-1', 'cxas', [pod('10.0.0.1', true), pod('10.0.0.2', true)]));
    await untilListed('10.0.0.1:7011', '10.0.0.2:7011');
    api.put(endpointSlice('cxas-1', 'cxas', [pod('10.0.0.1', false, true), pod('10.0.0.2', true)]));
    await untilListed('10.0.0.2:7011');
    api.put(endpointSlice('cxas-1', 'cxas', [pod('10.0.0.2', true)]));
    api.remove('cxas-1');
    await untilListed();
    expect(listings.map(({ listed }) => listed.length)).toEqual([1, 2, 1, 0]);
  });

  test('only slices that the selector takes are asked for, in one namespace', async () => {
    api.put(endpointSlice('db-1', 'db', ['10.0.0.8'], { metadata: { name: 'db-1', labels: {} } }));
    api.put(endpointSlice('cxas-1', 'cxas', ['10.0.0.1']));
    const { listings } = await follow({ apiUrl: `${api.url}/clusters/one/` });
    await api.untilWatches(1);
    expect(listings.at(-1)!.listed).toHaveLength(1);
    for (const { path, query } of api.requests) {
      expect(path).toBe('/clusters/one/apis/discovery.k8s.io/v1/namespaces/mesh/endpointslices');
      expect(query['labelSelector']).toBe(selector);
    }
  });

  test('a bad slice is refused alone and healed by a good one', async () => {
    api.put(endpointSlice('cxas-1', 'cxas', ['10.0.0.1']));
    api.put(endpointSlice('vision-1', 'vision', ['10.0.0.2'], { ports: null }));
    const { listings, untilListed } = await follow();
    expect(listings[0]!.refused).toMatchObject([{ name: 'vision#vision-1' }]);
    expect(listings[0]!.listed).toHaveLength(1);
    api.put(endpointSlice('vision-1', 'vision', ['10.0.0.2']));
    await untilListed('10.0.0.1:7011', '10.0.0.2:7011');
    expect(listings.at(-1)!.refused).toEqual([]);
  });
});

describe('lists', () => {
  test('come in pages and are told as a whole', async () => {
    await api.close();
    api = await serveKubernetesApi({ pageSize: 2 });
    for (const index of [1, 2, 3, 4, 5]) {
      api.put(endpointSlice(`cxas-${index}`, 'cxas', [`10.0.0.${index}`]));
    }
    const { listings } = await follow();
    await api.untilWatches(1);
    expect(api.verbs()).toBe('list list list watch');
    expect(listings.map(({ listed }) => listed.length)).toEqual([5]);
    expect(lastVersion()).toBe('105');
  });

  test('begin again when their next page has expired', async () => {
    await api.close();
    api = await serveKubernetesApi({ pageSize: 1 });
    api.put(endpointSlice('cxas-1', 'cxas', ['10.0.0.1']));
    api.put(endpointSlice('cxas-2', 'cxas', ['10.0.0.2']));
    let expired = false;
    api.intercept(({ query }) => {
      if (query['continue'] && !expired) {
        expired = true;
        api.remove('cxas-1');
        api.put(endpointSlice('cxas-3', 'cxas', ['10.0.0.3']));
        api.compact();
      }
      return false;
    });
    const { untilListed, listings } = await follow();
    await untilListed('10.0.0.2:7011', '10.0.0.3:7011');
    expect(listings).toHaveLength(1);
  });

  test('that never end are given up', async () => {
    const page = { metadata: { resourceVersion: '1', continue: 'more' } };
    let item = 0;
    api.intercept((_, response) => {
      const items = Array.from({ length: 2000 }, () =>
        endpointSlice(`s-${(item += 1)}`, 'cxas', []),
      );
      response.end(JSON.stringify({ ...page, items }));
      return true;
    });
    const { untilPause, log, listings } = await follow();
    await untilPause();
    expect(log).toEqual([away]);
    expect(listings).toEqual([]);
  });
});

describe('watches', () => {
  test('that end go on at once from the last event or bookmark', async () => {
    const { untilListed, log } = await follow();
    await api.untilWatches(1);
    expect(api.requests[1]!.query).toMatchObject({ allowWatchBookmarks: 'true' });
    api.put(endpointSlice('cxas-1', 'cxas', ['10.0.0.1']));
    await untilListed('10.0.0.1:7011');
    const version = api.bookmark(50);
    api.endWatches();
    await api.untilWatches(2);
    expect(lastVersion()).toBe(version);
    api.put(endpointSlice('cxas-1', 'cxas', ['10.0.0.2']));
    await untilListed('10.0.0.2:7011');
    expect(api.verbs()).toBe('list watch watch');
    expect(log).toEqual([]);
  });

  test('that are cut go on after a moment from the last event, and miss nothing', async () => {
    api.put(endpointSlice('cxas-1', 'cxas', ['10.0.0.1']));
    const { untilListed, untilPause, tryAgain, log } = await follow();
    await api.untilWatches(1);
    api.cut();
    expect(await untilPause()).toBeLessThanOrEqual(200);
    api.put(endpointSlice('cxas-1', 'cxas', ['10.0.0.2']));
    api.put(endpointSlice('cxas-1', 'cxas', ['10.0.0.2', '10.0.0.3']));
    tryAgain();
    await untilListed('10.0.0.2:7011', '10.0.0.3:7011');
    expect(api.verbs()).toBe('list watch watch');
    expect(lastVersion()).toBe('101');
    expect(log).toEqual(['debug: watch of Kubernetes cut']);
  });

  test('whose resource version is gone meanwhile lead back to the list', async () => {
    api.put(endpointSlice('cxas-1', 'cxas', ['10.0.0.1']));
    api.put(endpointSlice('cxas-2', 'cxas', ['10.0.0.2']));
    const { untilListed, untilPause, hurry, listings } = await follow();
    await api.untilWatches(1);
    api.cut();
    await untilPause();
    api.remove('cxas-1');
    api.put(endpointSlice('cxas-3', 'cxas', ['10.0.0.3']));
    api.compact();
    hurry();
    await untilListed('10.0.0.2:7011', '10.0.0.3:7011');
    expect(api.verbs()).toMatch(/^list watch watch list/);
    expect(listings).toHaveLength(2);
  });

  test('gone in the middle of a stream lead back to the list without a wait', async () => {
    api.put(endpointSlice('cxas-1', 'cxas', ['10.0.0.1']));
    const { untilListed } = await follow();
    await api.untilWatches(1);
    api.write(eventLine('ERROR', { code: 410, reason: 'Expired' }));
    await api.untilWatches(2);
    expect(api.verbs()).toBe('list watch list watch');
    api.put(endpointSlice('cxas-1', 'cxas', ['10.0.0.2']));
    await untilListed('10.0.0.2:7011');
  });

  const huge = Buffer.alloc(5 * 1024 * 1024, 'a');
  test.each([
    ['a line that is no JSON', '{"type":"ADD\n'],
    ['an event without a resource version', eventLine('ADDED', { metadata: { name: 'a' } })],
    ['an event of a kind nobody knows', eventLine('SPLIT', { metadata: { name: 'a' } })],
    ['an error that is not about versions', eventLine('ERROR', { code: 500, message: 'no' })],
    ['a line without an end', huge],
  ])('with %s are dropped, and the listing is made anew', async (_, text) => {
    api.put(endpointSlice('cxas-1', 'cxas', ['10.0.0.1']));
    const { untilListed, untilPause, tryAgain, log, listings } = await follow();
    await api.untilWatches(1);
    api.write(text);
    await untilPause();
    expect(log).toEqual(['warn: watch of Kubernetes senseless']);
    expect(listings).toHaveLength(1);
    tryAgain();
    await api.untilWatches(2);
    api.put(endpointSlice('cxas-2', 'cxas', ['10.0.0.2']));
    await untilListed('10.0.0.1:7011', '10.0.0.2:7011');
    expect(api.verbs()).toBe('list watch list watch');
  });
});
