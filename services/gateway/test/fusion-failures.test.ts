// SPDX-License-Identifier: Apache-2.0
import { GateMode } from '@asarg/contracts';
import { ServiceFailure } from '@asarg/service-kit';
import { expect, test } from 'vitest';
import type { ReportModel } from '../src/report/report-model.js';
import { type Script, startFakeFusion } from './fake-fusion.js';
import {
  doneEvent,
  type FusionEvent,
  maskEvents,
  stageEvents,
  textEvents,
  wholeReport,
} from './fusion-events.js';
import {
  allEvents,
  finishedReport,
  greyPng,
  post,
  problemOf,
  startMesh,
  type TestMesh,
} from './test-mesh.js';

/** Throws a gRPC status before any event. */
function refuseWith(failure: ServiceFailure): Script {
  return () => {
    throw failure;
  };
}

async function listReports({ url }: TestMesh, response: Response): Promise<number> {
  const location = response.headers.get('location');
  return location === null ? 404 : (await fetch(url + location)).status;
}

test('a refusal by fusion-llm is the answer to the POST, and no report is kept', async () => {
  const mesh = await startMesh();
  const png = await greyPng();
  const refusals: [ServiceFailure, number, string][] = [
    [new ServiceFailure('RESOURCE_EXHAUSTED', 'full'), 429, 'too-many-reports'],
    [new ServiceFailure('INVALID_ARGUMENT', 'expected at most 96'), 400, 'refused-by-fusion'],
    [new ServiceFailure('UNAVAILABLE', 'draining'), 503, 'fusion-unavailable'],
    [new ServiceFailure('INTERNAL', 'secret'), 502, 'fusion-failed'],
  ];

  for (const [failure, status, slug] of refusals) {
    mesh.fusion.setScript(refuseWith(failure));
    const response = await post(mesh.url, png);
    const text = await response.clone().text();
    expect.soft(await problemOf(response)).toEqual([status, `urn:asarg:problem:${slug}`]);
    expect.soft(await listReports(mesh, response)).toBe(404);
    expect.soft(response.headers.has('retry-after')).toBe(status === 429 || status === 503);
    expect.soft(text).not.toContain('secret');
  }

  mesh.fusion.setScript(wholeReport);
  expect((await finishedReport(mesh.url, png)).status).toBe('PARTIAL');
});

test('what fusion-llm found wrong is told', async () => {
  const { url, fusion } = await startMesh();
  const detail = 'options.max_new_tokens: expected 1 to 194, found 4096';
  fusion.setScript(refuseWith(new ServiceFailure('INVALID_ARGUMENT', detail)));

  const response = await post(url, await greyPng(), { fields: { maxNewTokens: '4096' } });

  expect(await response.json()).toMatchObject({ detail, expected: '1 to 194', found: '4096' });
});

test('a report that lacks a required slot is told which, and why', async () => {
  const { url, fusion } = await startMesh();
  const lack = `slot 'cxas' is required: 'cxas' failed: UNAVAILABLE: connection refused`;
  fusion.setScript(refuseWith(new ServiceFailure('UNAVAILABLE', lack)));

  const response = await post(url, await greyPng());

  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({
    type: 'urn:asarg:problem:fusion-unavailable',
    title: 'fusion-llm cannot answer now',
    detail: `No report is made without every required slot: ${lack}.`,
  });
});

test('an image that the input gate refuses gets 422, and no report is kept', async () => {
  const { url, fusion } = await startMesh();
  const found = 'another kind of image (probability 0.97)';
  const details = `input: expected an upright frontal chest radiograph, found ${found}`;
  const started = { name: 'fan-out', service: 'fusion-llm', startMs: 0 };
  fusion.setScript(async function* () {
    yield { $case: 'stageStarted', value: started };
    throw new ServiceFailure('FAILED_PRECONDITION', details);
  });

  const response = await post(url, await greyPng(), {
    fields: { without: 'cxas', gate: 'enforce' },
  });

  expect(response.status).toBe(422);
  expect(await response.json()).toMatchObject({
    type: 'urn:asarg:problem:not-a-chest-radiograph',
    expected: 'an upright frontal chest radiograph',
    found,
  });
  expect(fusion.requests[0]?.options).toMatchObject({ without: ['cxas'], gate: GateMode.ENFORCE });
});

test('while fusion-llm is down reports get 503, and it heals when fusion-llm is back', async () => {
  const { url, fusion } = await startMesh();
  const png = await greyPng();
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  await fusion.close();

  const refused = await post(url, png, { prefer: 'wait=10' });
  expect(refused.headers.get('retry-after')).toBe('5');
  expect(await problemOf(refused)).toEqual([503, 'urn:asarg:problem:fusion-unavailable']);
  const registry = await fetch(`${url}/v1/specialists`);
  expect(await problemOf(registry)).toEqual([503, 'urn:asarg:problem:fusion-unavailable']);
  const unready = await fetch(`${url}/readyz`);
  expect(unready.status).toBe(503);
  expect(await unready.json()).toMatchObject({
    ready: false,
    checks: [{ name: 'fusion-llm', ok: false }, { name: 'store', ok: true }, { name: 'accepting' }],
  });
  expect((await fetch(`${url}/livez`)).status).toBe(200);

  const back = await startFakeFusion(fusion.port);
  try {
    const poll = { timeout: 10_000 };
    await expect.poll(async () => (await fetch(`${url}/readyz`)).status, poll).toBe(200);
    expect((await finishedReport(url, png)).status).toBe('PARTIAL');
  } finally {
    await back.close();
  }
});

const broken: [name: string, slug: string, status: number, events: () => FusionEvent[]][] = [
  ['no end', 'fusion-failed', 502, () => [...textEvents]],
  ['an event after the end', 'fusion-failed', 502, () => [doneEvent, ...textEvents]],
  ['an open mask', 'fusion-failed', 502, () => [...maskEvents().slice(0, 1), doneEvent]],
  ['a chunk without header', 'fusion-failed', 502, () => [...maskEvents().slice(1), doneEvent]],
  [
    'a mask of another name',
    'fusion-failed',
    502,
    () => {
      const [header, ...chunks] = maskEvents();
      if (header?.$case !== 'maskHeader') throw new Error('expected a mask header first');
      return [{ ...header, value: { ...header.value, name: 'heart' } }, ...chunks, doneEvent];
    },
  ],
];

test('a stream that breaks the contract ends in a FAILED report with what came before', async () => {
  const { url, fusion } = await startMesh();
  const png = await greyPng();

  for (const [name, slug, status, events] of broken) {
    fusion.setScript(async function* () {
      yield* [...stageEvents, ...events()];
    });
    const report = await finishedReport(url, png);
    const { error, stages } = report;
    expect.soft([name, report.status]).toEqual([name, 'FAILED']);
    expect.soft(error).toMatchObject({ type: `urn:asarg:problem:${slug}`, status });
    expect.soft(error?.instance).toBe(`/v1/reports/${report.id}`);
    expect.soft(stages.map((stage) => stage.name)).toContain('fan-out');
    const last = (await allEvents(`${url}/v1/reports/${report.id}/events`)).at(-1);
    expect.soft(last).toMatchObject({ type: 'report', data: report });
  }

  fusion.setScript(wholeReport);
  expect((await finishedReport(url, png)).status).toBe('PARTIAL');
});

test('fusion-llm dying mid-report fails that report only', async () => {
  const { url, fusion } = await startMesh();
  const started = Promise.withResolvers<void>();
  fusion.setScript(async function* () {
    yield* [...stageEvents, ...textEvents];
    started.resolve();
    await new Promise(() => undefined);
  });
  const response = await post(url, await greyPng());
  const { id } = (await response.json()) as ReportModel;
  await started.promise;

  await fusion.close();
  const events = await allEvents(`${url}/v1/reports/${id}/events`);

  expect(events.at(-1)).toMatchObject({
    type: 'report',
    data: {
      status: 'FAILED',
      text: 'The heart is enlarged.',
      sentences: [{ text: 'The heart is enlarged.' }],
      error: { type: 'urn:asarg:problem:fusion-unavailable', status: 503 },
    },
  });
  expect((await fetch(`${url}/livez`)).status).toBe(200);
});
