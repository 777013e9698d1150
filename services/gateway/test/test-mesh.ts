// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@asarg/service-kit';
import sharp from 'sharp';
import { onTestFinished } from 'vitest';
import { readGatewayConfig } from '../src/config.js';
import type { Problem } from '../src/http/problem.js';
import type { ReportModel } from '../src/report/report-model.js';
import { type Gateway, startGateway } from '../src/start-gateway.js';
import { type FakeFusion, startFakeFusion } from './fake-fusion.js';

/** A gateway with its fusion-llm, stopped when the test ends. */
export interface TestMesh {
  readonly url: string;
  readonly data: string;
  readonly fusion: FakeFusion;
  readonly gateway: Gateway;
}

/** Starts both; `env` changes the gateway's configuration. */
export async function startMesh(env: Record<string, string> = {}): Promise<TestMesh> {
  const data = await mkdtemp(join(tmpdir(), 'asarg-gateway-'));
  const fusion = await startFakeFusion();
  const gateway = await startTestGateway(data, fusion.port, env);
  onTestFinished(async () => {
    await gateway.close();
    await fusion.close();
    await rm(data, { recursive: true, force: true });
  });
  return { url: `http://127.0.0.1:${gateway.port}`, data, fusion, gateway };
}

/** Starts a gateway on a data folder; it is closed when the test ends. */
export async function startTestGateway(
  data: string,
  fusionPort: number,
  env: Record<string, string> = {},
): Promise<Gateway> {
  const config = readGatewayConfig({
    ASARG_HTTP: '127.0.0.1:0',
    ASARG_FUSION: `127.0.0.1:${fusionPort}`,
    ASARG_DATA: data,
    ASARG_VIEWER: join(data, 'no-viewer'),
    ASARG_DRAIN_MS: '0',
    ASARG_LOG_LEVEL: 'silent',
    ...env,
  });
  const gateway = await startGateway(config, createLogger('gateway', config.logLevel));
  onTestFinished(() => gateway.close());
  return gateway;
}

/** A grey PNG of 2000 x 1600 pixels: two original pixels per frame pixel. */
export function greyPng(): Promise<Uint8Array> {
  return (madePng ??= makePng());
}

let madePng: Promise<Uint8Array> | undefined;

async function makePng(): Promise<Uint8Array> {
  const raw = { width: 2000, height: 1600, channels: 1 as const };
  const pixels = new Uint8Array(2000 * 1600).map((_, index) => (index % 2000) / 8);
  return sharp(pixels, { raw }).toColourspace('b-w').png({ compressionLevel: 1 }).toBuffer();
}

/** A form with the bytes as its image. */
export function imageForm(bytes: Uint8Array, fields: Record<string, string> = {}): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('image', new Blob([Uint8Array.from(bytes)]), 'image');
  return form;
}

/** Posts an image. */
export async function post(
  url: string,
  bytes: Uint8Array,
  { fields = {}, prefer }: { fields?: Record<string, string>; prefer?: string } = {},
): Promise<Response> {
  const headers: Record<string, string> = prefer === undefined ? {} : { Prefer: prefer };
  return fetch(`${url}/v1/reports`, { method: 'POST', body: imageForm(bytes, fields), headers });
}

/** Posts an image and waits for the finished report. */
export async function finishedReport(url: string, bytes: Uint8Array): Promise<ReportModel> {
  const response = await post(url, bytes, { prefer: 'wait=30' });
  if (response.status !== 201) throw new Error(`expected 201, found ${response.status}`);
  return (await response.json()) as ReportModel;
}

/** Status of a response and the type of the problem it tells. */
export async function problemOf(response: Response): Promise<[number, string]> {
  return [response.status, ((await response.json()) as Problem).type];
}

/** An event as it was received. */
export interface ReceivedEvent {
  readonly id: number;
  readonly type: string;
  readonly data: unknown;
}

/** Events of a text/event-stream as they arrive. */
export async function* receivedEvents(response: Response): AsyncGenerator<ReceivedEvent> {
  let text = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    const blocks = (text + chunk).split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = new Map(block.split('\n').map((line) => line.split(/: ?(.*)/s) as never));
      if (!fields.has('data')) continue;
      const data: unknown = JSON.parse(String(fields.get('data')));
      yield { id: Number(fields.get('id')), type: String(fields.get('event')), data };
    }
  }
}

/** All events of a report after `lastEventId`. */
export async function allEvents(url: string, lastEventId?: number): Promise<ReceivedEvent[]> {
  const headers: Record<string, string> =
    lastEventId === undefined ? {} : { 'Last-Event-ID': String(lastEventId) };
  const events: ReceivedEvent[] = [];
  for await (const event of receivedEvents(await fetch(url, { headers }))) events.push(event);
  return events;
}
