// SPDX-License-Identifier: Apache-2.0
// What is told of a report to operators holds nothing of the person: canaries are put wherever a
// client can put something, everything is switched on, and nothing that leaves the processes as a
// span, a metric, a log line, an error or a URL may hold one.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Frame, ReportServiceClient, SpecialistServiceClient } from '@asarg/contracts';
import { frameMessage, readRadiograph, toFrame } from '@asarg/imaging';
import { credentials, Metadata, type ClientReadableStream } from '@grpc/grpc-js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { patientAttributes, patientCanaries, withPatient } from './patient-attributes.js';
import { root, type ReportJson } from './support.js';
import { startTracedMesh, type TracedMesh } from './traced-mesh.js';

const canary = 'quetzalcanary';
const fileName = 'Quetzalcanary^Name 19030517.dcm';
let mesh: TracedMesh;
let dicom: Buffer;
let reports: readonly ReportJson[];
/** Bodies and headers of every HTTP answer that is an error. */
const refusals: string[] = [];
const urls: string[] = [];

beforeAll(async () => {
  dicom = withPatient(await readFile(path.join(root, 'samples/phantom.dcm')));
  mesh = await startTracedMesh({
    OTEL_METRICS_EXPORTER: 'otlp',
    OTEL_METRIC_EXPORT_INTERVAL: '500',
    ASARG_LOG_LEVEL: 'trace',
  });
  reports = [await made(await post(dicom)), await degraded()];
  await refused();
  await calledDirectly();
});
afterAll(() => mesh.close());

test('the canaries were there to be found: the file has every attribute of a person', () => {
  expect(patientAttributes.length).toBeGreaterThanOrEqual(30);
  const text = dicom.toString('latin1');
  for (const [, , value] of patientAttributes) expect(text).toContain(value);
  expect(reports.map(({ status }) => status)).toEqual(['COMPLETE', 'PARTIAL']);
  expect(refusals.length).toBeGreaterThanOrEqual(8);
});

test('no span holds anything of a person, a pixel or a report', async () => {
  await mesh.receiver.until((spans) => spans.length > 60);
  const traces = mesh.receiver.bodies.filter((body) => body.includes('resourceSpans'));
  expect(traces.length).toBeGreaterThan(0);
  expectNothing(traces.join('\n'));
});

test('no metric does', async () => {
  const isMetric = (body: string): boolean => body.includes('resourceMetrics');
  await mesh.receiver.until(() => mesh.receiver.bodies.filter(isMetric).length >= 10);
  const metrics = mesh.receiver.bodies.filter(isMetric);
  expect(metrics.join('')).toContain('asarg.report.duration');
  expectNothing(metrics.join('\n'));
});

test('no log line does, at the most verbose level', async () => {
  const files = await readdir(mesh.logsFolder);
  expect(files.length).toBe(5);
  for (const file of files) {
    const log = await readFile(path.join(mesh.logsFolder, file), 'utf8');
    expect(log.length).toBeGreaterThan(0);
    expectNothing(log);
  }
});

test('no error message and no URL does', () => {
  expectNothing(refusals.join('\n'));
  expectNothing(urls.join('\n'));
});

function expectNothing(told: string): void {
  const text = told.toLowerCase();
  for (const secret of secrets()) {
    const at = text.indexOf(secret.toLowerCase());
    const found = at < 0 ? '' : told.slice(Math.max(0, at - 80), at + secret.length + 20);
    expect(found, secret).toBe('');
  }
}

/** Everything that must not be found: of the person, of the pixels, of the reports. */
function secrets(): string[] {
  const middle = Math.floor(dicom.length / 2);
  const pixels = dicom.subarray(middle, middle + 24);
  return [
    canary,
    fileName,
    encodeURIComponent(fileName),
    ...patientCanaries,
    pixels.toString('base64').slice(0, 24),
    pixels.toString('hex'),
    [...pixels].join(','),
    ...reports.flatMap(({ sentences }) => sentences.map(({ text }) => text)),
  ];
}

async function post(
  bytes: Uint8Array,
  { fields = {}, query = '' }: { fields?: Record<string, string>; query?: string } = {},
): Promise<Response> {
  const form = new FormData();
  for (const [key, value] of Object.entries(fields)) form.set(key, value);
  form.set('image', new Blob([Uint8Array.from(bytes)]), fileName);
  return fetch(`${mesh.gatewayUrl}/v1/reports${query}`, {
    method: 'POST',
    body: form,
    headers: {
      prefer: 'wait=30',
      'user-agent': canary,
      referer: `http://pacs.example/${canary}`,
      cookie: `patient=${canary}`,
      baggage: `patient=${canary}`,
      tracestate: `pacs=${canary}`,
      'x-patient-name': canary,
    },
  });
}

async function made(response: Response): Promise<ReportJson> {
  expect(response.status).toBe(201);
  urls.push(response.headers.get('location') ?? '');
  const report = (await response.json()) as ReportJson & { image: { url: string } };
  urls.push(
    report.image.url,
    JSON.stringify(report)
      .match(/"[^"]*\/v1\/[^"]*"/g)
      ?.join() ?? '',
  );
  return report;
}

/** A report that a specialist fails for. */
async function degraded(): Promise<ReportJson> {
  await mesh.behave({ fail: true });
  const report = await made(await post(dicom, { query: `?patient=${canary}` }));
  await mesh.behave({});
  return report;
}

/** Everything that the API refuses. */
async function refused(): Promise<void> {
  const truncated = dicom.subarray(0, Math.floor(dicom.length / 3));
  const noPixels = dicom.subarray(0, 2000);
  const get = (route: string): Promise<Response> => fetch(`${mesh.gatewayUrl}${route}`);
  const answers = [
    await post(truncated),
    await post(noPixels),
    await post(Buffer.from(`${canary} is no image\n`.repeat(100))),
    await post(Buffer.alloc(0)),
    await post(dicom, { fields: { patient: canary } }),
    await get(`/v1/reports/${canary}`),
    await get(`/v1/reports/${reports[0]?.id}/masks/cxas/${canary}`),
    await get(`/v1/reports/${reports[0]?.id}/events?lastEventId=${canary}`),
    await get(`/${canary}?patient=${canary}`),
  ];
  for (const answer of answers) {
    expect(answer.status).toBeGreaterThanOrEqual(400);
    // What a client is told of its own words is between the two.
    const echo = /"(found|instance)":"[^"]*"/g;
    refusals.push((await answer.text()).replaceAll(echo, ''), JSON.stringify([...answer.headers]));
  }
}

/** The services behind the gateway, with metadata and fields of nobody's making. */
async function calledDirectly(): Promise<void> {
  const metadata = new Metadata();
  metadata.set('patient-name', canary);
  metadata.set('baggage', `patient=${canary}`);
  metadata.set('asarg-report-id', canary);
  const frame = Frame.fromPartial(frameMessage(toFrame(await readRadiograph(dicom))));
  const options = { 'grpc.max_receive_message_length': -1 };
  const fusion = new ReportServiceClient(
    mesh.addresses['fusion-llm'],
    credentials.createInsecure(),
    options,
  );
  const cxas = new SpecialistServiceClient(
    mesh.addresses.cxas,
    credentials.createInsecure(),
    options,
  );
  await drained(fusion.generate({ frame: { ...frame, digest: canary } }, metadata));
  await drained(cxas.encode({ frame, outputs: [canary] }, metadata));
  await drained(cxas.encode({ frame, outputs: [] }, metadata));
  fusion.close();
  cxas.close();
}

async function drained(call: ClientReadableStream<unknown>): Promise<void> {
  try {
    for await (const _ of call);
  } catch {
    // Refused, as it should be.
  }
}
