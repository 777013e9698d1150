// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeReport } from './gateway-client.js';
import { isGateway } from './probes.js';

const servers: Server[] = [];
let server: Server | undefined;
let folder = '';
let file = '';

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'asarg-cli-'));
  file = join(folder, 'chest.png');
  await writeFile(file, 'image bytes');
});
afterEach(() => {
  for (const one of servers.splice(0)) {
    one.closeAllConnections();
    one.close();
  }
});
afterAll(() => rm(folder, { recursive: true }));

describe('makeReport', () => {
  it('sends the key in ASARG_API_KEY with every request', async () => {
    const sent: unknown[] = [];
    const url = await serve((request, response) => {
      sent.push(request.headers.authorization);
      request.resume();
      const isPost = request.method === 'POST';
      response.writeHead(isPost ? 202 : 200, { 'content-type': 'text/event-stream' });
      const report = JSON.stringify({ id: 'r1', status: isPost ? 'IN_PROGRESS' : 'COMPLETE' });
      response.end(isPost ? report : `id: 1\nevent: report\ndata: ${report}\n\n`);
    });
    vi.stubEnv('ASARG_API_KEY', 'k-1');
    await makeReport(url, file).finally(() => vi.unstubAllEnvs());
    await makeReport(url, file);

    expect(sent).toEqual(['Bearer k-1', 'Bearer k-1', undefined, undefined]);
  });

  it('sends the file and the options that are set, and follows the events', async () => {
    let form = '';
    const url = await serve(async (request, response) => {
      if (request.method === 'POST') {
        form = await text(request);
        response.writeHead(202, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ id: 'r1', status: 'IN_PROGRESS' }));
        return;
      }
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('id: 1\nevent: stage_started\ndata: {"name":"decode"}\n\n');
      response.end('id: 2\nevent: report\ndata: {"id":"r1","status":"COMPLETE"}\n\n');
    });
    const names: string[] = [];

    const report = await makeReport(url, file, { seed: 7, topP: undefined }, (e) =>
      names.push(e.event),
    );

    expect(report).toEqual({ id: 'r1', status: 'COMPLETE' });
    expect(names).toEqual(['stage_started']);
    expect(form).toContain('name="seed"');
    expect(form).not.toContain('topP');
    expect(form).toContain('name="image"; filename="chest.png"');
    expect(form).toContain('image bytes');
  });

  it('resumes after a lost connection where it was', async () => {
    const resumedAfter: (string | undefined)[] = [];
    const url = await serve((request, response) => {
      if (request.method === 'POST') {
        response.writeHead(202).end(JSON.stringify({ id: 'r1', status: 'IN_PROGRESS' }));
        return;
      }
      resumedAfter.push(request.headers['last-event-id'] as string | undefined);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      if (resumedAfter.length === 1) {
        response.write('id: 4\nevent: token\ndata: {"text":"the"}\n\n', () => response.destroy());
        return;
      }
      response.end('id: 5\nevent: report\ndata: {"id":"r1","status":"PARTIAL"}\n\n');
    });

    expect((await makeReport(url, file)).status).toBe('PARTIAL');
    expect(resumedAfter).toEqual([undefined, '4']);
  });

  it('fetches the report when the events are over', async () => {
    const url = await serve((request, response) => {
      if (request.url?.endsWith('/events')) response.writeHead(204).end();
      else {
        const status = request.method === 'POST' ? 'IN_PROGRESS' : 'COMPLETE';
        response.writeHead(200).end(JSON.stringify({ id: 'r1', status }));
      }
    });
    expect((await makeReport(url, file)).status).toBe('COMPLETE');
  });

  it('throws the problem document of a refusal', async () => {
    const problem = { title: 'Not an image', expected: 'DICOM', found: 'text', status: 415 };
    const url = await serve((request, response) => {
      request.resume();
      response.writeHead(415, { 'content-type': 'application/problem+json' });
      response.end(JSON.stringify(problem));
    });
    await expect(makeReport(url, file)).rejects.toMatchObject({ name: 'GatewayError', problem });
  });

  it('says so when something else answers, or nothing', async () => {
    const url = await serve((request, response) => {
      request.resume();
      response.writeHead(404).end('<html>');
    });
    await expect(makeReport(url, file)).rejects.toMatchObject({
      problem: { found: 'HTTP 404 with no content type' },
    });
    expect(await isGateway(url, 1000)).toBe(false);
    const nobody = await serve(() => undefined);
    await new Promise((resolve) => server?.close(resolve));
    await expect(makeReport(nobody, file)).rejects.toMatchObject({
      problem: {
        expected: `an ASaRG gateway at ${nobody}`,
        found: 'nothing listening there (ECONNREFUSED)',
      },
    });
  });
});
