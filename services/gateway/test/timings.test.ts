// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ServiceFailure } from '@asarg/service-kit';
import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { expect, onTestFinished, test } from 'vitest';
import type { ReportModel } from '../src/report/report-model.js';
import { contributionEvents, stageEvents } from './fusion-events.js';
import { allEvents, finishedReport, greyPng, post, startMesh } from './test-mesh.js';

/** Entries of a Server-Timing header, by name. */
function timings(response: Response): Map<string, string> {
  const entries = (response.headers.get('server-timing') ?? '').split(', ');
  return new Map(entries.map((entry) => [entry.split(';')[0]!, entry]));
}

test('the critical stages of a report take as long as the report, from the request on', async () => {
  const { url } = await startMesh();

  const { stages, durationMs, traceId } = await finishedReport(url, await greyPng());

  const path = stages
    .filter(({ critical }) => critical)
    .toSorted((a, b) => a.startMs - b.startMs || a.durationMs - b.durationMs);
  expect(path.map(({ name }) => name)).toEqual([
    'receive',
    'decode-image',
    'transfer',
    'check',
    'cxas/earlier',
    'cxas/run',
    'cxas/transfer',
    'store',
  ]);
  expect(stages.find(({ name }) => name === 'cxas/earlier')?.outcome).toBe('UNAVAILABLE');
  expect(stages.find(({ name }) => name === 'cxas/run')).not.toHaveProperty('outcome');
  let atMs = 0;
  for (const stage of path) {
    expect(stage.startMs, stage.name).toBeCloseTo(atMs, 2);
    atMs = stage.startMs + stage.durationMs;
  }
  expect(durationMs).toBeCloseTo(atMs, 2);
  expect(traceId).toBeNull();
});

test('an answer with a report says in Server-Timing what it waited for, every answer its total', async () => {
  const { url } = await startMesh();

  const made = await post(url, await greyPng(), { prefer: 'wait=30' });
  const { id, durationMs, stages } = (await made.json()) as ReportModel;
  const read = await fetch(`${url}/v1/reports/${id}`);
  const live = await fetch(`${url}/livez`);
  const missing = await fetch(`${url}/v1/reports/00000000-0000-4000-8000-000000000000`);
  const page = await fetch(`${url}/`);

  const names = [...timings(read).keys()];
  expect(names).toEqual([
    'receive',
    'decode-image',
    'transfer',
    'check',
    'cxas-earlier',
    'cxas-run',
    'cxas-transfer',
    'store',
    'report',
    'total',
  ]);
  expect([...timings(made).keys()]).toEqual(names);
  const run = stages.find(({ name }) => name === 'cxas/run')!;
  expect(timings(read).get('cxas-run')).toBe(`cxas-run;desc="cxas/run";dur=${run.durationMs}`);
  expect(timings(read).get('report')).toBe(`report;dur=${durationMs}`);
  for (const response of [made, read, live, missing]) {
    expect(timings(response).get('total')).toMatch(/^total;dur=\d+(\.\d+)?$/);
    expect(response.headers.has('traceresponse')).toBe(false);
  }
  expect(page.headers.has('server-timing')).toBe(false);
});

test('a report that fails ends its stages too, with the outcome and the time it took', async () => {
  const { url, fusion } = await startMesh();
  fusion.setScript(async function* () {
    yield* [...stageEvents, ...contributionEvents];
    yield {
      $case: 'stageStarted',
      value: { name: 'decode', service: 'fusion-llm', startMs: 0.21 },
    };
    throw new ServiceFailure('DEADLINE_EXCEEDED', 'too slow');
  });

  const { id, status, stages, durationMs } = await finishedReport(url, await greyPng());
  const events = await allEvents(`${url}/v1/reports/${id}/events`);

  expect(status).toBe('FAILED');
  const decode = stages.find(({ name }) => name === 'decode')!;
  expect(decode).toMatchObject({ outcome: 'DEADLINE_EXCEEDED', critical: true });
  expect(durationMs).toBeGreaterThan(decode.startMs + decode.durationMs - 0.001);
  expect(events.filter(({ type }) => type === 'stage')).toHaveLength(stages.length);
});

test('under a trace, the answer and the report name it', async () => {
  const { url } = await startMesh();
  const span = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
  const active = trace.setSpan(ROOT_CONTEXT, trace.wrapSpanContext({ ...span, traceFlags: 1 }));
  onTestFinished(() => context.disable());
  context.setGlobalContextManager({
    active: () => active,
    with: (_, work, self, ...args) => work.call(self as never, ...args),
    bind: (_, target) => target,
    enable: () => undefined as never,
    disable: () => undefined as never,
  });

  const response = await post(url, await greyPng(), { prefer: 'wait=30' });

  expect(response.headers.get('traceresponse')).toBe(`00-${span.traceId}-${span.spanId}-01`);
  expect(await response.json()).toMatchObject({ traceId: span.traceId });
});

test('reports that were stored before there were these times can still be read', async () => {
  const { url, data } = await startMesh();
  const { id } = await finishedReport(url, await greyPng());
  const database = new DatabaseSync(join(data, 'reports.sqlite'));
  database.exec(`UPDATE reports SET report = json_remove(report, '$.durationMs', '$.traceId',
    '$.stages[0].critical', '$.stages[1].critical', '$.stages[4].outcome')`);
  database.close();

  const response = await fetch(`${url}/v1/reports/${id}`);

  expect(response.status).toBe(200);
  expect(await response.json()).not.toHaveProperty('durationMs');
  expect([...timings(response).keys()].slice(-2)).toEqual(['store', 'total']);
});
