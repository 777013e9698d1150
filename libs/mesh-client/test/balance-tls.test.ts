// SPDX-License-Identifier: Apache-2.0
import { createCertificateAuthority, writeTlsFiles } from '@asarg/service-kit/testing';
import { openCertificates, type CertificateSource } from '@asarg/service-kit/tls';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  createReportClient,
  openBalancedChannel,
  type BalancedChannelOptions,
} from '../src/index.js';
import { callConstantly, callOnce, startReplica } from './replica.js';

const authority = createCertificateAuthority();
const endings: (() => unknown)[] = [];
let folder: string;
let client: CertificateSource;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'balance-tls-'));
  endings.push(() => rm(folder, { recursive: true }));
  client = await certificatesOf('gateway');
});
afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

async function certificatesOf(name: string): Promise<CertificateSource> {
  const issued = authority.issue({ dns: [name], ips: [] });
  return openCertificates(await writeTlsFiles(join(folder, name), issued, authority));
}

async function replicaNamed(name: string) {
  const one = await startReplica({ certificates: await certificatesOf(name) });
  endings.push(one.kill);
  return { one, port: Number(one.address.split(':')[1]) };
}

function open(target: string, options: Partial<BalancedChannelOptions> = {}) {
  const channel = openBalancedChannel(target, {
    service: 'fusion-llm',
    certificates: client,
    ...options,
  });
  endings.push(channel.close);
  return createReportClient(channel.label, { channel });
}

test('over mutual TLS each endpoint of a list shows a certificate of its own host', async () => {
  const [right, wrong] = [await replicaNamed('localhost'), await replicaNamed('elsewhere')];
  const load = callConstantly(open(`localhost:${right.port},127.0.0.1:${wrong.port}`), 2);
  await right.one.untilCalls(30);
  await load.stop();
  expect(load.failures).toEqual([]);
  expect(wrong.one.calls).toBe(0);
});

test('endpoints of a name show a certificate of that name', async () => {
  const [right, wrong] = [await replicaNamed('fusion-llm'), await replicaNamed('elsewhere')];
  const lookUp = () => Promise.resolve(['127.0.0.1']);
  const call = (port: number) =>
    callOnce(open(`asarg-dns:///fusion-llm:${port}`, { dns: { lookUp } }));
  expect(await call(right.port)).toBe(1);
  await expect(call(wrong.port)).rejects.toThrow(/fusion-llm/);
  expect(wrong.one.calls).toBe(0);
});
