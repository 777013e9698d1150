// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ServiceFailure } from '@asarg/service-kit';
import { expect, onTestFinished, test } from 'vitest';
import { startFakeFusion } from './fake-fusion.js';
import { stageEvents, textEvents } from './fusion-events.js';
import { finishedReport, greyPng, imageForm, post } from './test-mesh.js';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const canary = 'DOE^JOHN';

type Line = Readonly<Record<string, unknown>>;

/** A gateway in a process of its own; `next` gives the next line of its log. */
async function startProcess(fusionPort: number) {
  const data = await mkdtemp(join(tmpdir(), 'asarg-gateway-'));
  const child = spawn(process.execPath, ['--import', '@asarg/telemetry/register', main], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: {
      PATH: process.env['PATH'],
      OTEL_TRACES_EXPORTER: 'console',
      ASARG_HTTP: '127.0.0.1:0',
      ASARG_DATA: data,
      ASARG_FUSION: `127.0.0.1:${fusionPort}`,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await rm(data, { recursive: true, force: true });
  });
  const log = createInterface(child.stderr!)[Symbol.asyncIterator]();
  const lines: Line[] = [];
  async function next(): Promise<Line | undefined> {
    const { value, done } = await log.next();
    if (done) return undefined;
    lines.push(JSON.parse(value));
    return lines.at(-1);
  }
  const { port } = (await next()) as { port?: number };
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await Promise.all([once(child, 'exit'), readAll(next)]);
  };
  return { url: `http://127.0.0.1:${port}`, next, lines, stop };
}

async function readAll(next: () => Promise<unknown>): Promise<void> {
  while ((await next()) !== undefined);
}

test('a report is one line with its ids, however often it is asked for', async () => {
  const fusion = await startFakeFusion();
  onTestFinished(() => fusion.close());
  const gateway = await startProcess(fusion.port);
  const { id, traceId } = (await finishedReport(gateway.url, await greyPng())) as never;
  for (const path of [`reports/${id}`, 'specialists', 'nothing-there', `reports/${canary}`]) {
    await fetch(`${gateway.url}/v1/${path}?patient=${canary}`);
  }
  await fetch(`${gateway.url}/health/ready`);
  await gateway.stop();

  expect(gateway.lines.slice(1, -2)).toEqual([
    {
      level: 'info',
      time: expect.any(String),
      service: 'gateway',
      msg: 'report ended',
      status: 'PARTIAL',
      durationMs: expect.any(Number),
      tokens: 2,
      reportId: id,
      traceId,
      spanId: expect.stringMatching(/^[0-9a-f]{16}$/),
    },
  ]);
  expect(gateway.lines.slice(-2).map(({ msg }) => msg)).toEqual(['draining', 'stopped']);
});

test('reports that are refused or fail are told by their problem, not by what was said', async () => {
  const fusion = await startFakeFusion();
  onTestFinished(() => fusion.close());
  const gateway = await startProcess(fusion.port);
  const png = await greyPng();

  const form = imageForm(new TextEncoder().encode(canary));
  form.set('image', new Blob([canary]), `${canary}.dcm`);
  await fetch(`${gateway.url}/v1/reports`, { method: 'POST', body: form });
  expect(await gateway.next()).toMatchObject({
    level: 'info',
    msg: 'report refused',
    problem: 'unrecognised-image',
    reportId: expect.any(String),
    traceId: expect.any(String),
  });

  fusion.setScript(() => {
    throw new ServiceFailure('INTERNAL', `${canary} has a text`);
  });
  await post(gateway.url, png);
  const refusal = { msg: 'report refused', problem: 'fusion-failed' };
  expect(await gateway.next()).toMatchObject(refusal);
  expect(await gateway.next()).toMatchObject({
    level: 'error',
    msg: 'fusion-failed',
    requestId: expect.any(String),
    err: { name: 'ProblemError', cause: { name: 'MeshError', code: 'INTERNAL' } },
  });

  fusion.setScript(async function* () {
    yield* [...stageEvents, ...textEvents];
    throw new ServiceFailure('INTERNAL', `${canary} has a text`);
  });
  const report = (await (await post(gateway.url, png, { prefer: 'wait=30' })).json()) as Line;
  const ids = { reportId: report['id'], traceId: expect.any(String) };
  expect(await gateway.next()).toMatchObject({
    level: 'error',
    msg: 'fusion-failed',
    err: {
      name: 'ProblemError',
      stack: expect.any(Array),
      cause: { name: 'MeshError', code: 'INTERNAL' },
    },
    ...ids,
  });
  const end = { level: 'info', msg: 'report ended', status: 'FAILED', problem: 'fusion-failed' };
  expect(await gateway.next()).toMatchObject({ ...end, ...ids });
  await gateway.stop();
  expect(JSON.stringify(gateway.lines)).not.toContain('DOE');
});
