// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Report } from '../../src/api/report-types.ts';
import { drawChest, drawMask } from './drawn-chest.ts';
import { scriptedEvents, scriptedReport } from './report-script.ts';
import { scriptedSpecialists } from './specialists.ts';

/** The built page with a gateway that plays a script, for tests and for looking at the page. */
export interface ScriptedServer {
  readonly url: string;
  /** Options that came with each upload. */
  readonly uploads: readonly string[];
  /** Last-Event-ID of each connection for events; '' for none. */
  readonly connections: readonly string[];
  close(): Promise<void>;
}

/** How to play. */
export interface ScriptOptions {
  /** @default 0 (any free port) */
  readonly port?: number;
  /** How much slower than written; 0 sends everything at once. @default 1 */
  readonly tempo?: number;
  /** Key that every request to /v1 has to have. @default none */
  readonly key?: string;
}

const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** As strict as the gateway's: nothing inline, nothing from elsewhere. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/**
 * Serves on 127.0.0.1. An upload is answered by what its file name holds: "text" is refused with
 * a problem, "photo" by the input gate unless that is told to warn, "partial" lacks a specialist, "gaps" some classes, "broken" loses its connection once, "failed" fails. Reports
 * whose ids begin with "old" are those of an older gateway.
 */
export async function startScriptedServer(options: ScriptOptions = {}): Promise<ScriptedServer> {
  const { port = 0, tempo = 1, key } = options;
  const uploads: string[] = [];
  const connections: string[] = [];
  const startedAtMs = new Map<string, number>();
  const chest = drawChest();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const [, , , id = '', part, , classId] = pathname.split('/');
    if (key !== undefined && pathname.startsWith('/v1/')) {
      const found = request.headers['x-api-key'];
      if (found !== key) return sendProblem(response, found === undefined ? NO_KEY : WRONG_KEY);
    }
    if (pathname === '/v1/specialists') return sendJson(response, 200, scriptedSpecialists());
    if (!pathname.startsWith('/v1/reports')) return sendFile(response, pathname);
    if (request.method === 'POST') return create(request, response);
    if (part === 'image') return send(response, 200, 'image/png', chest);
    if (part === 'masks') return send(response, 200, 'image/png', drawMask(Number(classId)));
    if (part === 'events') return playEvents(request, response, id);
    if (id.startsWith('unknown')) return sendProblem(response, UNKNOWN);
    return sendJson(response, 200, finished(id));
  }

  async function create(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readText(request);
    uploads.push(body);
    const name = /filename="([^"]*)"/.exec(body)?.[1] ?? '';
    if (name.includes('text')) return sendProblem(response, NOT_AN_IMAGE);
    const isGated = name.includes('photo') && !/name="gate"\r\n\r\nwarn/.test(body);
    if (isGated) return sendProblem(response, NOT_A_CHEST);
    const kind =
      ['partial', 'gaps', 'broken', 'failed'].find((word) => name.includes(word)) ?? 'complete';
    const id = `${kind}-${uploads.length}`;
    startedAtMs.set(id, performance.now());
    const { image } = scriptedReport(id);
    sendJson(response, 202, { id, status: 'IN_PROGRESS', text: '', image });
  }

  function playEvents(request: IncomingMessage, response: ServerResponse, id: string): void {
    const lastId = String(request.headers['last-event-id'] ?? '');
    connections.push(lastId);
    const script = scriptedEvents(finished(id));
    const from = lastId === '' ? 0 : Number(lastId) + 1;
    if (from >= script.length) return void response.writeHead(204).end();
    const breakAt = id.startsWith('broken') && from === 0 ? Math.floor(script.length / 2) : -1;
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    const start = startedAtMs.get(id) ?? performance.now();
    function playFrom(index: number): void {
      const entry = script[index];
      if (!entry || index === breakAt || response.destroyed) return void response.destroy();
      const waitMs = Math.max(0, start + entry.atMs * tempo - performance.now());
      setTimeout(() => {
        const { name, data } = entry.event;
        response.write(`id: ${index}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
        if (index + 1 === script.length) response.end();
        else playFrom(index + 1);
      }, waitMs);
    }
    playFrom(from);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    uploads,
    connections,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function finished(id: string) {
  const kind = (['partial', 'gaps'] as const).find((word) => id.startsWith(word));
  const report = scriptedReport(id, kind);
  if (id.startsWith('old')) return ofOlderGateway(report);
  return id.startsWith('failed') ? { ...report, ...FAILED } : report;
}

/** As gateways told of reports before they knew what those had waited for. */
function ofOlderGateway(report: Report): Report {
  const stages = report.stages
    .filter(({ name }) => !/call|earlier|check|gather|finish/.test(name) && name !== 'transfer')
    .map(({ name, service, startMs, durationMs }) => ({ name, service, startMs, durationMs }));
  return { ...report, stages, durationMs: undefined, traceId: undefined };
}

const NOT_AN_IMAGE = {
  type: 'urn:asarg:problem:unrecognised-image',
  title: 'The file is not a radiograph that can be read',
  status: 415,
  detail: 'Its first bytes are not those of any format that is read.',
  expected: 'DICOM Part 10, PNG or JPEG',
  found: 'text (first bytes 48 65 6c 6c 6f)',
};

const NOT_A_CHEST = {
  type: 'urn:asarg:problem:not-a-chest-radiograph',
  title: 'The image is no chest radiograph',
  status: 422,
  detail: 'The input gate refused the image; send gate=warn to have a report all the same.',
  expected: 'a frontal or lateral chest radiograph',
  found: 'another kind of image (p 0.97)',
};

const NO_KEY = {
  type: 'urn:asarg:problem:api-key-missing',
  title: 'A key is needed',
  status: 401,
  detail: 'This gateway answers clients that have a key.',
  expected: 'Authorization: Bearer KEY, or X-Api-Key: KEY',
  found: 'no key',
};

const WRONG_KEY = {
  type: 'urn:asarg:problem:api-key-unknown',
  title: 'The key is not known',
  status: 403,
  detail: 'The key is not one that this gateway knows.',
  expected: 'a key whose SHA-256 is in the file of keys',
  found: 'another one',
};

const UNKNOWN = {
  type: 'urn:asarg:problem:unknown-report',
  title: 'There is no such report',
  status: 404,
  expected: 'the id of a stored report',
  found: 'unknown-report',
};

const FAILED = {
  status: 'FAILED',
  text: '',
  sentences: [],
  error: {
    type: 'urn:asarg:problem:fusion-unavailable',
    title: 'The report could not be written',
    status: 503,
    detail: 'The fusion service stopped answering while it was writing.',
    expected: 'fusion-llm at 127.0.0.1:7010 to be SERVING',
    found: 'connection refused',
  },
} as const;

async function sendFile(response: ServerResponse, pathname: string): Promise<void> {
  const name = normalize(pathname === '/' ? 'index.html' : pathname.slice(1));
  const body = await readFile(join(DIST, name)).catch(() => undefined);
  if (!body || name.startsWith('..')) return send(response, 404, 'text/plain', 'not found');
  response.setHeader('content-security-policy', POLICY);
  return send(response, 200, TYPES[extname(name)] ?? 'application/octet-stream', body);
}

function send(response: ServerResponse, status: number, type: string, body: Buffer | string): void {
  response.writeHead(status, { 'content-type': type }).end(body);
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  send(response, status, 'application/json', JSON.stringify(body));
}

function sendProblem(response: ServerResponse, problem: { status: number }): void {
  send(response, problem.status, 'application/problem+json', JSON.stringify(problem));
}

async function readText(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString('latin1');
}
