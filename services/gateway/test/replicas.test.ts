// SPDX-License-Identifier: Apache-2.0
import { ServiceFailure } from '@asarg/service-kit';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type FakeFusion, startFakeFusion } from './fake-fusion.js';
import { finishedReport, greyPng, startTestGateway } from './test-mesh.js';

/** A gateway over two replicas of fusion-llm. */
async function startPair(): Promise<{ url: string; replicas: [FakeFusion, FakeFusion] }> {
  const data = await mkdtemp(join(tmpdir(), 'asarg-gateway-'));
  const replicas: [FakeFusion, FakeFusion] = [await startFakeFusion(), await startFakeFusion()];
  onTestFinished(async () => {
    await Promise.all(replicas.map((one) => one.close()));
    await rm(data, { recursive: true, force: true });
  });
  const target = replicas.map(({ port }) => `127.0.0.1:${port}`).join();
  const gateway = await startTestGateway(data, 0, { ASARG_FUSION: target });
  return { url: `http://127.0.0.1:${gateway.port}`, replicas };
}

const countOf = ({ requests }: FakeFusion): number => requests.length;

test('reports go to both replicas', async () => {
  const { url, replicas } = await startPair();
  const png = await greyPng();
  while (replicas.some((one) => countOf(one) === 0)) {
    expect((await finishedReport(url, png)).status).toBe('PARTIAL');
  }
});

test('a report that a replica refuses before its first event is made by the other', async () => {
  const { url, replicas } = await startPair();
  const [refusing, other] = replicas;
  const refusal = () => Promise.reject(new ServiceFailure('UNAVAILABLE', 'draining'));
  refusing.setScript(() => ({ [Symbol.asyncIterator]: () => ({ next: refusal }) }));
  const png = await greyPng();
  let made = 0;
  while (countOf(refusing) === 0 || made < 3) {
    expect((await finishedReport(url, png)).status).toBe('PARTIAL');
    made++;
  }
  expect(countOf(other)).toBe(made);
});

test('a replica that is gone costs no report', async () => {
  const { url, replicas } = await startPair();
  const [gone, other] = replicas;
  const png = await greyPng();
  while (countOf(gone) === 0) await finishedReport(url, png);
  await gone.close();
  const before = countOf(other);
  for (let k = 0; k < 5; k++) expect((await finishedReport(url, png)).status).toBe('PARTIAL');
  expect(countOf(other)).toBe(before + 5);
});
