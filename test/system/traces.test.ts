// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  Frame,
  ReportServiceClient,
  SpecialistServiceClient,
  SpecialistState,
  type GenerateResponse,
} from '@asarg/contracts';
import { frameMessage, readRadiograph, toFrame } from '@asarg/imaging';
import { createRegistryClient } from '@asarg/mesh-client';
import { credentials, type ClientReadableStream } from '@grpc/grpc-js';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { postImage, reportOf, root, type ReportJson } from './support.js';
import {
  isWhole,
  linesOf,
  newParent,
  scriptedVision,
  startTracedMesh,
  type TracedMesh,
} from './traced-mesh.js';

const unlimited = { 'grpc.max_receive_message_length': -1 };
let mesh: TracedMesh;
let png: Uint8Array;
let frame: Frame;

beforeAll(async () => {
  png = await readFile(path.join(root, 'samples/phantom.png'));
  frame = Frame.fromPartial(frameMessage(toFrame(await readRadiograph(png))));
  mesh = await startTracedMesh({
    ASARG_SPECIALIST_DEADLINE_MS: '2500',
    ASARG_MAX_REPORTS: '1',
    ASARG_QUEUE_REPORTS: '0',
    ASARG_QUEUE: '0',
  });
});
beforeEach(async () => {
  await mesh.behave({});
  await untilIdle();
});
afterAll(() => mesh.close());

test('a report is one trace, every stage of every service in its place', async () => {
  const report = await reportOf(mesh.gatewayUrl, png);
  expect(report.status).toBe('COMPLETE');
  const spans = await mesh.spansOf(report.id);
  expect(linesOf(spans)).toMatchSnapshot();
  expect(spans.filter(({ name }) => name === 'ground')).toHaveLength(report.sentences.length);
  expect(new Set(spans.map(({ attributes }) => attributes['asarg.report.id']))).toContain(
    report.id,
  );
});

test('a specialist that fails has its error on every span on the way up to the report', async () => {
  await mesh.behave({ fail: true });
  const report = await reportOf(mesh.gatewayUrl, png);
  expect(report.status).toBe('PARTIAL');
  expect(linesOf(await mesh.spansOf(report.id))).toMatchSnapshot();
});

test('a specialist that is late is past its deadline on both sides', async () => {
  await mesh.behave({ delayMs: 3500 });
  const report = await reportOf(mesh.gatewayUrl, png);
  expect(report.status).toBe('PARTIAL');
  expect(linesOf(await mesh.spansOf(report.id))).toMatchSnapshot();
});

test('a hedge and the attempt that it beat are both there, and the loser is no error', async () => {
  const script = path.join(mesh.folder, 'second.json');
  await writeFile(script, '{}');
  const second = spawn(process.execPath, [...registered, scriptedVision], {
    env: {
      ...mesh.environment,
      OTEL_SERVICE_NAME: 'vision',
      TEST_SCRIPT: script,
      ASARG_BUNDLE: path.join(root, 'models/compact/vision'),
      ASARG_LISTEN: '127.0.0.1:0',
      ASARG_JOIN: mesh.addresses['fusion-llm'],
    },
    stdio: 'ignore',
  });
  try {
    await untilActive(2);
    await mesh.behave({ delayMs: 2300 });
    // Equals are called in turn: one of two reports begins with the slow instance.
    const reports = [await reportOf(mesh.gatewayUrl, png), await reportOf(mesh.gatewayUrl, png)];
    const beaten = [`${mesh.addresses.vision} first LOST`, 'hedge OK'];
    const attempts = reports.map((report) => attemptsOf(report));
    expect(attempts).toContainEqual(beaten);
    const hedged = reports[attempts.findIndex((made) => made.join() === beaten.join())];
    expect(hedged?.status).toBe('COMPLETE');
    expect(linesOf(await mesh.spansOf(hedged!.id))).toMatchSnapshot();
  } finally {
    second.kill();
    await once(second, 'exit');
  }
});

test('a client that leaves in mid-stream ends every span of its report', async () => {
  await mesh.behave({ delayMs: 2000 });
  const { traceId, spanId, metadata } = newParent();
  const client = new ReportServiceClient(
    mesh.addresses['fusion-llm'],
    credentials.createInsecure(),
    unlimited,
  );
  const call: ClientReadableStream<GenerateResponse> = client.generate({ frame }, metadata);
  call.on('error', () => undefined);
  const waitedFor = new Set(['cxas/call', 'lvm-med/call']);
  for await (const { event } of call as AsyncIterable<GenerateResponse>) {
    if (event?.$case === 'stage') waitedFor.delete(event.value.name);
    if (waitedFor.size === 0) break;
  }
  call.cancel();
  await mesh.receiver.until(
    (spans) =>
      spans.some((span) => span.traceId === traceId && span.parentSpanId === spanId) &&
      isWhole(spans, traceId),
  );
  const spans = mesh.receiver.spans.filter((span) => span.traceId === traceId);
  expect(linesOf(spans, spanId)).toMatchSnapshot();
  const statuses = spans
    .filter(({ kind, isError }) => kind === 'SERVER' || isError)
    .map(({ name, service, attributes }) => [service, name, attributes['rpc.status_code']]);
  expect(statuses).toContainEqual(['fusion-llm', generate, 'CANCELLED']);
  expect(statuses).toContainEqual(['vision', encode, 'CANCELLED']);
  client.close();
});

test('a request that is shed has a span that says where', async () => {
  await mesh.behave({ delayMs: 500 });
  const { traceId, spanId, metadata } = newParent();
  const client = new SpecialistServiceClient(
    mesh.addresses.vision,
    credentials.createInsecure(),
    unlimited,
  );
  // One connection: the first arrives first, and has the only place.
  const first = drained(client.encode({ frame, outputs: [] }));
  const shed = drained(client.encode({ frame, outputs: [] }, metadata));
  await expect(shed).rejects.toThrow('RESOURCE_EXHAUSTED');
  await first;
  await mesh.receiver.until((spans) =>
    spans.some((span) => span.traceId === traceId && span.parentSpanId === spanId),
  );
  const spans = mesh.receiver.spans.filter((span) => span.traceId === traceId);
  expect(linesOf(spans, spanId)).toMatchSnapshot();
  expect(spans.map(({ attributes }) => attributes['rpc.status_code'])).toContain(
    'RESOURCE_EXHAUSTED',
  );
  client.close();
});

test('a report that the gateway has no room for is a trace of one refused request', async () => {
  await mesh.behave({ delayMs: 800 });
  const before = mesh.receiver.spans.length;
  const both = [postImage(mesh.gatewayUrl, png), postImage(mesh.gatewayUrl, png)];
  const statuses = (await Promise.all(both)).map(({ status }) => status);
  expect(statuses.toSorted((one, other) => one - other)).toEqual([201, 429]);
  const isRefused = ({ attributes }: { attributes: Readonly<Record<string, unknown>> }): boolean =>
    attributes['http.response.status_code'] === 429;
  await mesh.receiver.until((spans) => spans.slice(before).some(isRefused));
  const refused = mesh.receiver.spans.slice(before).find(isRefused);
  expect(refused).toMatchObject({ name: 'POST /v1/reports', kind: 'SERVER' });
});

const generate = 'asarg.report.v1.ReportService/Generate';
const encode = 'asarg.specialist.v1.SpecialistService/Encode';

/** The attempts to get an answer of vision: the slow instance by its address. */
function attemptsOf({ contributions }: ReportJson): string[] {
  const { attempts = [] } = contributions.find(({ specialist }) => specialist === 'vision') ?? {};
  return attempts.map(({ address, reason, outcome }) =>
    [address === mesh.addresses.vision ? `${address} ` : '', reason, ' ', outcome].join(''),
  );
}

async function drained(call: ClientReadableStream<unknown>): Promise<void> {
  for await (const _ of call);
}

const registered = ['--import', import.meta.resolve('@asarg/telemetry/register')];

/** Resolves when vision has done what nobody waits for any more: its queue has no room meanwhile. */
async function untilIdle(): Promise<void> {
  const client = new SpecialistServiceClient(
    mesh.addresses.vision,
    credentials.createInsecure(),
    unlimited,
  );
  await expect
    .poll(() => drained(client.encode({ frame, outputs: [] })).then(() => 'idle', String), {
      timeout: 10_000,
    })
    .toBe('idle');
  client.close();
}

/** Resolves when so many instances of vision are active. */
async function untilActive(instances: number): Promise<void> {
  const registry = createRegistryClient(mesh.addresses['fusion-llm']);
  for await (const { specialists } of registry.watch({ deadlineMs: 30_000 })) {
    const active = specialists.filter(
      ({ name, state }) => name === 'vision' && state === SpecialistState.ACTIVE,
    );
    if (active.length === instances) break;
  }
  registry.close();
}
