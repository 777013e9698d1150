// SPDX-License-Identifier: Apache-2.0
import { DescribeRequest, DescribeResponse } from '@asarg/contracts';
import type { Metadata, StatusObject } from '@grpc/grpc-js';
import { once, type EventEmitter } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { ServiceFailure, type LoadReport } from '../src/index.js';
import { decodeLoadReport, loadReportKey } from '../src/load/index.js';
import { clientOf, healthClientOf, startEcho } from './harness.js';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function start(load: (() => LoadReport) | undefined, isRefusing = false) {
  const describe = (): DescribeResponse => {
    if (isRefusing) throw new ServiceFailure('RESOURCE_EXHAUSTED', 'full');
    return DescribeResponse.create();
  };
  const server = await startEcho({ describe, load });
  const [client, health] = [clientOf(server), healthClientOf(server)];
  closing.push(
    () => server.drain(0),
    () => client.close(),
    () => health.close(),
  );
  return { server, client, health };
}

const loadIn = (metadata: Metadata): LoadReport | undefined => {
  const [value] = metadata.get(loadReportKey);
  return value instanceof Uint8Array ? decodeLoadReport(value) : undefined;
};

async function loadAfter(call: EventEmitter): Promise<LoadReport | undefined> {
  const [{ metadata }] = (await once(call, 'status')) as [StatusObject];
  return loadIn(metadata);
}

test('a call ends with what the server has to do then, health checks too', async () => {
  let waiting = 0;
  const { client, health } = await start(() => ({ waiting: waiting++, running: 2, capacity: 4 }));
  const describe = () => client.describe(DescribeRequest.create(), () => undefined);
  const check = () => health['check']!({ service: '' }, () => undefined);
  expect(await loadAfter(describe())).toEqual({ waiting: 0, running: 2, capacity: 4 });
  expect(await loadAfter(check())).toEqual({ waiting: 1, running: 2, capacity: 4 });
});

test('a call that is refused tells it, and so does one while the server drains', async () => {
  const load = { waiting: 32, running: 1, capacity: 1 };
  const { client, server } = await start(() => load, true);
  const describe = () => client.describe(DescribeRequest.create(), () => undefined);
  expect(await loadAfter(describe())).toEqual(load);
  const drained = server.drain(1_000);
  expect((await loadAfter(describe())) ?? load).toEqual(load);
  await drained;
});

test('without a load, nothing is told', async () => {
  const { client } = await start(undefined);
  const describe = () => client.describe(DescribeRequest.create(), () => undefined);
  expect(await loadAfter(describe())).toBeUndefined();
});
