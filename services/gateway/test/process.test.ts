// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import type { ReportModel } from '../src/report/report-model.js';
import { startFakeFusion } from './fake-fusion.js';
import { stageEvents, textEvents, wholeReport } from './fusion-events.js';
import { allEvents, finishedReport, greyPng, imageForm, receivedEvents } from './test-mesh.js';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));

interface GatewayProcess {
  readonly child: ChildProcess;
  /** Everything written to stdout and stderr so far. */
  readonly output: () => string;
}

function startProcess(env: Record<string, string>): GatewayProcess {
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env['PATH'], ASARG_HTTP: '127.0.0.1:0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  child.stderr.on('data', (chunk) => (output += String(chunk)));
  onTestFinished(() => void child.kill('SIGKILL'));
  return { child, output: () => output };
}

async function urlOf({ child, output }: GatewayProcess): Promise<string> {
  for (;;) {
    const port = /"port":(\d+)/.exec(output())?.[1];
    if (port !== undefined) return `http://127.0.0.1:${port}`;
    await once(child.stderr!, 'data');
  }
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'asarg-gateway-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test('finished reports outlive a kill, unfinished ones become FAILED and keep their events', async () => {
  const fusion = await startFakeFusion();
  onTestFinished(() => fusion.close());
  const data = await temporaryFolder();
  const env = { ASARG_DATA: data, ASARG_FUSION: `127.0.0.1:${fusion.port}` };
  const first = startProcess(env);
  const firstUrl = await urlOf(first);
  const png = await greyPng();
  const finished = await finishedReport(firstUrl, png);
  const finishedEvents = await allEvents(`${firstUrl}/v1/reports/${finished.id}/events`);
  const picture = `/v1/reports/${finished.id}/image`;
  const mask = `/v1/reports/${finished.id}/masks/cxas/135`;
  const bytesOf = async (url: string) => Buffer.from(await (await fetch(url)).arrayBuffer());
  const pictures = [await bytesOf(firstUrl + picture), await bytesOf(firstUrl + mask)];
  fusion.setScript(async function* (_request, signal) {
    yield* [...stageEvents, ...textEvents];
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
  });
  const posted = await fetch(`${firstUrl}/v1/reports`, { method: 'POST', body: imageForm(png) });
  const { id } = (await posted.json()) as ReportModel;
  let lastId = 0;
  for await (const event of receivedEvents(await fetch(`${firstUrl}/v1/reports/${id}/events`))) {
    lastId = event.id;
    if (event.type === 'sentence') break;
  }
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');

  const second = startProcess(env);
  const url = await urlOf(second);

  expect(await (await fetch(`${url}/v1/reports/${finished.id}`)).json()).toEqual(finished);
  expect(await allEvents(`${url}/v1/reports/${finished.id}/events`)).toEqual(finishedEvents);
  expect([await bytesOf(url + picture), await bytesOf(url + mask)]).toEqual(pictures);
  const failed = (await (await fetch(`${url}/v1/reports/${id}`)).json()) as ReportModel;
  expect(failed).toMatchObject({
    status: 'FAILED',
    text: 'The heart is enlarged.',
    sentences: [{ text: 'The heart is enlarged.' }],
    error: { type: 'urn:asarg:problem:interrupted', instance: `/v1/reports/${id}` },
  });
  const rest = await allEvents(`${url}/v1/reports/${id}/events`, lastId);
  expect(rest).toEqual([{ id: lastId + 1, type: 'report', data: failed }]);
  fusion.setScript(wholeReport);
  expect((await finishedReport(url, png)).text).toBe(finished.text);
  second.child.kill('SIGTERM');
  expect(await once(second.child, 'exit')).toEqual([0, null]);
}, 60_000);

test('nothing of the patient, the file or the report reaches the log', async () => {
  const fusion = await startFakeFusion();
  onTestFinished(() => fusion.close());
  const gateway = startProcess({
    ASARG_DATA: await temporaryFolder(),
    ASARG_FUSION: `127.0.0.1:${fusion.port}`,
    ASARG_LOG_LEVEL: 'trace',
  });
  const url = await urlOf(gateway);
  const form = new FormData();
  form.append('CANARYFIELD', 'CANARYVALUE');
  form.append('image', new Blob([Buffer.from('CANARYBYTES')]), 'CANARYFILE.dcm');

  await fetch(`${url}/v1/CANARYPATH?name=CANARYQUERY`);
  await fetch(`${url}/v1/reports`, { method: 'POST', body: form });
  await finishedReport(url, await greyPng());
  fusion.setScript(() => {
    throw new Error('CANARYERROR');
  });
  await fetch(`${url}/v1/reports`, { method: 'POST', body: imageForm(await greyPng()) });
  gateway.child.kill('SIGTERM');
  await once(gateway.child, 'exit');

  expect(gateway.output()).toContain('"route":"/v1/reports"');
  expect(gateway.output()).not.toMatch(/CANARY|heart|enlarged/);
}, 60_000);

test('start-up errors are one clear line and exit 1', async () => {
  const folder = await temporaryFolder();
  const file = join(folder, 'file');
  await writeFile(file, '');
  const newer = join(folder, 'newer');
  await rm(newer, { force: true });
  const other = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void other.close());
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  const good = join(folder, 'good');
  const made = startProcess({ ASARG_DATA: newer });
  await urlOf(made);
  made.child.kill('SIGTERM');
  await once(made.child, 'exit');
  const database = new DatabaseSync(join(newer, 'reports.sqlite'));
  database.exec('PRAGMA user_version = 99');
  database.close();
  const cases: [env: Record<string, string>, message: RegExp][] = [
    [{ ASARG_DATA: good, ASARG_HTTP: `127.0.0.1:${port}` }, /port is in use/],
    [{ ASARG_DATA: file }, /ASARG_DATA: expected a folder that can be written/],
    [{ ASARG_DATA: newer }, /schema version 1 or older, found version 99/],
    [
      { ASARG_HTTP: 'somewhere', ASARG_MAX_UPLOAD_MB: '-1' },
      /ASARG_HTTP: expected an address.*ASARG_MAX_UPLOAD_MB: expected a whole number/,
    ],
  ];

  for (const [env, message] of cases) {
    const gateway = startProcess(env);
    const [code] = await once(gateway.child, 'close');
    expect.soft(code).toBe(1);
    expect.soft(gateway.output()).toMatch(message);
    expect.soft(gateway.output().trim().split('\n')).toHaveLength(1);
  }
}, 60_000);
