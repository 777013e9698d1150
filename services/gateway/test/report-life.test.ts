// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { ReportModel } from '../src/report/report-model.js';
import { doneEvent, stageEvents, textEvents } from './fusion-events.js';
import {
  allEvents,
  finishedReport,
  greyPng,
  imageForm,
  post,
  receivedEvents,
  startMesh,
} from './test-mesh.js';

const heartBox = { x0: 400, y0: 320, x1: 1200, y1: 1280 };

test('a waiting POST gets the finished report, in original pixels', async () => {
  const { url, fusion } = await startMesh();

  const response = await post(url, await greyPng(), {
    prefer: 'wait=30',
    fields: { seed: '7', temperature: '0.5' },
  });

  expect(response.status).toBe(201);
  expect(response.headers.get('preference-applied')).toBe('wait=30');
  const report = (await response.json()) as ReportModel;
  expect(response.headers.get('location')).toBe(`/v1/reports/${report.id}`);
  expect(fusion.requests[0]?.options).toMatchObject({ seed: 7, temperature: 0.5 });
  expect(fusion.requests[0]?.frame).toMatchObject({ width: 1000, height: 800 });
  expect(report).toMatchObject({
    status: 'PARTIAL',
    text: 'The heart is enlarged.',
    disclaimer: 'RESEARCH USE ONLY - NOT FOR DIAGNOSTIC USE',
    image: { width: 2000, height: 1600, source: 'png', url: `/v1/reports/${report.id}/image` },
    contributions: [
      {
        slot: 'segmentation',
        specialist: 'cxas',
        version: '1.2.0',
        state: 'partial',
        address: '127.0.0.1:7113',
        boundClasses: [135],
        missingClasses: [136],
        otherClasses: [10_000],
        attempts: [
          { reason: 'first', startMs: 0, durationMs: 240.123, outcome: 'LOST' },
          { reason: 'hedge', startMs: 210, durationMs: 30, outcome: 'OK' },
        ],
        required: true,
        batchSize: 3,
      },
      {
        slot: 'latent',
        specialist: 'lvm-med',
        digest: '',
        state: 'missing',
        reason: 'UNAVAILABLE',
        address: '',
        attempts: [],
        required: false,
      },
    ],
    epoch: 4,
    provenance: {
      models: [
        { role: 'cxas', name: 'cxas-compact', pixelProfile: 'rank-squash@1', licence: 'MIT' },
        { role: 'fusion-llm', name: 'asarg-compact' },
      ],
      fusion: { name: 'asarg-compact', version: '0.1.0', digest: 'f'.repeat(64) },
      options: {
        seed: 7,
        temperature: 0,
        topP: 1,
        maxNewTokens: 96,
        guidance: 0,
        without: [],
        gate: 'enforce',
      },
      pipelineDigest: 'e'.repeat(64),
      inputDigest: fusion.requests[0]?.frame?.digest,
      software: { name: 'asarg-mesh', version: '0.1.0' },
    },
  });
  expect(report.sentences).toMatchObject([
    {
      verdict: 'not_verifiable',
      findings: [
        {
          label: 'Cardiomegaly',
          polarity: 'present',
          certainty: 'certain',
          laterality: 'unspecified',
        },
      ],
      evidence: [
        { kind: 'cardiothoracic_ratio', value: 0.57, threshold: 0.5, provenance: 'derived' },
      ],
      regions: [
        {
          class: 'heart',
          classId: 135,
          specialist: 'cxas',
          provenance: 'measured',
          meanProbability: 0.75,
          box: heartBox,
          maskUrl: `/v1/reports/${report.id}/masks/cxas/135`,
        },
      ],
    },
  ]);
  const names = report.stages.map(({ name }) => name);
  expect(names).toEqual([
    'receive',
    'decode-image',
    'transfer',
    'check',
    'cxas/earlier',
    'cxas/run',
    'cxas/transfer',
    'cxas/call',
    'lvm-med/call',
    'fan-out',
    'store',
  ]);
  expect(report.firstTokenMs).toBeGreaterThan(25);
  expect(report.error).toBeUndefined();
});

test('the image and the masks of a report are PNGs with validators', async () => {
  const { url } = await startMesh();
  const { id } = await finishedReport(url, await greyPng());

  const full = await fetch(`${url}/v1/reports/${id}/image`);
  const small = await fetch(`${url}/v1/reports/${id}/image?maxSide=100`);
  const mask = await fetch(`${url}/v1/reports/${id}/masks/cxas/135`);
  const list = (await (await fetch(`${url}/v1/reports/${id}/masks`)).json()) as object;

  const sizeOf = async (response: Response) => sharp(await response.arrayBuffer()).metadata();
  expect(await sizeOf(full)).toMatchObject({
    format: 'png',
    width: 2000,
    height: 1600,
    channels: 1,
  });
  expect(await sizeOf(small)).toMatchObject({ format: 'png', width: 100, height: 80, channels: 1 });
  expect(mask.headers.get('x-mask-grid-to-image')).toBe('200,0,0,0,80,0');
  const { data, info } = await sharp(await mask.arrayBuffer())
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect(info).toMatchObject({ width: 10, height: 20, channels: 4 });
  const set = [...data].filter((value, index) => index % 4 === 3 && value === 255).length;
  expect(set).toBe(4 * 12);
  expect([...data.subarray((4 * 10 + 2) * 4, (4 * 10 + 2) * 4 + 4)]).toEqual([255, 255, 255, 255]);
  expect(data[3]).toBe(0);
  expect(list).toEqual({
    masks: [
      {
        specialist: 'cxas',
        class: { id: 135, name: 'heart' },
        box: heartBox,
        area: 48,
        width: 10,
        height: 20,
        gridToImage: { xx: 200, xy: 0, x0: 0, yx: 0, yy: 80, y0: 0 },
        meanProbability: 0.75,
        provenance: 'measured',
        maskUrl: `/v1/reports/${id}/masks/cxas/135`,
      },
    ],
  });
  const again = await fetch(`${url}/v1/reports/${id}/image`, {
    headers: { 'If-None-Match': full.headers.get('etag') ?? '' },
  });
  expect(again.status).toBe(304);
  expect(full.headers.get('cache-control')).toBe('private, no-cache');
});

test('events carry ids, replay after the last one seen, and end with 204', async () => {
  const { url } = await startMesh();
  const { id } = await finishedReport(url, await greyPng());
  const path = `${url}/v1/reports/${id}/events`;

  const all = await allEvents(path);
  const rest = await allEvents(path, 6);
  const byQuery = await allEvents(`${path}?lastEventId=6`);
  const after = await fetch(path, { headers: { 'Last-Event-ID': String(all.length) } });

  expect(all.map((event) => event.id)).toEqual(all.map((_, index) => index + 1));
  expect(all.map((event) => event.type)).toEqual([
    ...['receive', 'decode-image', 'transfer', 'check'].flatMap(() => ['stage_started', 'stage']),
    'stage_started',
    ...stageEvents.slice(3).map(() => 'stage'),
    'contribution',
    'contribution',
    'token',
    'token',
    'sentence',
    'stage_started',
    'stage',
    'report',
  ]);
  expect(all.at(-1)?.data).toEqual(await (await fetch(`${url}/v1/reports/${id}`)).json());
  expect(rest).toEqual(all.slice(6));
  expect(byQuery).toEqual(rest);
  expect(after.status).toBe(204);
});

test('a live subscriber sees tokens while the report is written', async () => {
  const { url, fusion } = await startMesh();
  const goOn = Promise.withResolvers<void>();
  fusion.setScript(async function* () {
    yield* [...stageEvents, ...textEvents.slice(0, 1)];
    await goOn.promise;
    yield* [...textEvents.slice(1, 2), doneEvent];
  });

  const response = await post(url, await greyPng());
  expect(response.status).toBe(202);
  expect(response.headers.get('preference-applied')).toBeNull();
  const { id, status } = (await response.json()) as ReportModel;
  expect(status).toBe('IN_PROGRESS');
  const stream = await fetch(`${url}/v1/reports/${id}/events`);
  expect(stream.headers.get('content-type')).toMatch(/^text\/event-stream/);
  expect(stream.headers.get('x-accel-buffering')).toBe('no');
  const seen: string[] = [];
  for await (const { type, data } of receivedEvents(stream)) {
    seen.push(type);
    if (type !== 'token') continue;
    if ((data as { index: number }).index === 0) {
      const early = (await (await fetch(`${url}/v1/reports/${id}`)).json()) as ReportModel;
      expect(early).toMatchObject({ status: 'IN_PROGRESS', text: 'The heart ', epoch: null });
      goOn.resolve();
    }
  }

  expect(seen.at(-1)).toBe('report');
  expect(seen.filter((type) => type === 'token')).toHaveLength(2);
});

test('a report goes on when the clients that wait for it disconnect', async () => {
  const { url, fusion, gateway, data } = await startMesh({ ASARG_DRAIN_MS: '20000' });
  const reports = fusion.hold();
  const leaving = new AbortController();
  const posting = fetch(`${url}/v1/reports`, {
    method: 'POST',
    body: imageForm(await greyPng()),
    headers: { Prefer: 'wait=30' },
    signal: leaving.signal,
  });
  await reports.held;
  leaving.abort();
  await expect(posting).rejects.toThrow('aborted');

  const closing = gateway.close();
  reports.release();
  await closing;

  const database = new DatabaseSync(join(data, 'reports.sqlite'), { readOnly: true });
  const rows = database.prepare('SELECT status FROM reports').all();
  database.close();
  expect(rows.map((row) => row['status'])).toEqual(['PARTIAL']);
});
