// SPDX-License-Identifier: Apache-2.0
import { SpecialistState } from '@asarg/contracts';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { OpenAPIObject } from '@nestjs/swagger';
import { expect, test } from 'vitest';
import { routes } from '../src/http/route-table.js';
import { finishedReport, greyPng, startMesh, startTestGateway } from './test-mesh.js';

async function openApi(url: string): Promise<OpenAPIObject> {
  return (await (await fetch(`${url}/docs-json`)).json()) as OpenAPIObject;
}

test('OpenAPI describes exactly the routes of the table, with their methods and media types', async () => {
  const { url } = await startMesh();

  const { paths } = await openApi(url);

  expect(Object.keys(paths).toSorted()).toEqual(routes.map(({ path }) => path).toSorted());
  for (const { path, methods, produces } of routes) {
    const described = paths[path] as Record<string, { summary?: string; responses: object }>;
    const verbs = methods.map((method) => method.toLowerCase());
    expect(Object.keys(described)).toEqual(verbs);
    for (const verb of verbs) {
      expect(described[verb]?.summary).toBeTruthy();
      expect(JSON.stringify(described[verb]?.responses)).toContain(produces);
    }
  }
});

test('OpenAPI has a schema for everything it refers to', async () => {
  const { url } = await startMesh();

  const document = await openApi(url);
  const schemas = Object.keys(document.components?.schemas ?? {});
  const referred = JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g);

  expect(schemas).toEqual(
    expect.arrayContaining(['ReportModel', 'SentenceModel', 'MaskListModel', 'ProblemModel']),
  );
  expect([...referred].map(([, name]) => name).filter((name) => !schemas.includes(name!))).toEqual(
    [],
  );
  const report = document.components?.schemas?.['ReportModel'] as { properties: object };
  expect(Object.keys(report.properties)).toEqual(
    expect.arrayContaining(['id', 'status', 'text', 'sentences', 'contributions', 'stages']),
  );
});

test('the documentation page needs nothing from the internet', async () => {
  const { url } = await startMesh();

  const response = await fetch(`${url}/docs`);
  const page = await response.text();
  const sources = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source]) => source!);
  const scripts = sources.filter((source) => /\.(?:js|css)$/.test(source));

  expect(response.headers.get('content-security-policy')).toContain("script-src 'self'");
  expect(sources.filter((source) => /^(?:https?:)?\/\//.test(source))).toEqual([]);
  expect(scripts.length).toBeGreaterThanOrEqual(4);
  for (const script of scripts) {
    expect((await fetch(new URL(script, `${url}/docs`))).status).toBe(200);
  }
});

test('the viewer is served when it is built, and its absence explained when not', async () => {
  const { url, data, fusion } = await startMesh();
  const viewer = join(data, 'viewer');
  await mkdir(join(viewer, 'assets'), { recursive: true });
  await writeFile(join(viewer, 'index.html'), '<!doctype html><title>viewer</title>');
  await writeFile(join(viewer, 'assets', 'index.js'), 'export {};');
  const built = await startTestGateway(join(data, 'other'), fusion.port, { ASARG_VIEWER: viewer });

  const absent = await fetch(`${url}/`);
  const page = await fetch(`http://127.0.0.1:${built.port}/`);
  const script = await fetch(`http://127.0.0.1:${built.port}/assets/index.js`);
  const outside = await fetch(`http://127.0.0.1:${built.port}/assets/..%2f..%2freports.sqlite`);

  expect(absent.status).toBe(200);
  expect(await absent.text()).toContain('npm run build');
  expect(await page.text()).toContain('<title>viewer</title>');
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(script.headers.get('content-type')).toMatch(/javascript/);
  expect(outside.status).toBeGreaterThanOrEqual(400);
  expect(outside.headers.get('content-type')).toMatch(/^application\/problem\+json/);
});

test('specialists, liveness and readiness are JSON', async () => {
  const { url } = await startMesh();

  const registry = await (await fetch(`${url}/v1/specialists`)).json();
  const live = await (await fetch(`${url}/livez`)).json();
  const ready = await (await fetch(`${url}/readyz`)).json();

  expect(registry).toMatchObject({
    specialists: [
      {
        name: 'cxas',
        state: 'active',
        kind: 'segmentation',
        model: { version: '1.2.0' },
        pixelProfile: 'rank-squash@1',
        source: 'file',
        version: 'a1b2',
        probe: { passed: true, checks: [{ name: 'deterministic' }], latencyMs: 41.5 },
        shadow: null,
        classes: [
          // An id that its specialist uses for something else than the catalogue.
          { id: 135, name: 'heart', kind: null, superclasses: [], provenance: 'measured' },
          {
            id: 160,
            name: 'pleural effusion left',
            kind: 'pathology',
            superclasses: ['pathologies'],
            provenance: 'weak',
            codes: [{ scheme: 'SCT', value: '60046008' }],
          },
        ],
      },
      {
        name: 'cxas',
        address: '127.0.0.1:7113',
        state: 'shadow',
        reason: 'a1b2 is active',
        source: 'lease',
        version: 'c3d4',
        probe: null,
        shadow: {
          reports: 12,
          failures: 1,
          classes: [{ classId: 135, dice: 0.97, reports: 11 }],
          outputs: [{ output: 'maps', cosine: 0.99 }],
          textDifference: 0.02,
          findingDifferences: 1,
          waitsFor: '8 more reports',
        },
      },
      { name: 'vision', state: 'discovered', source: 'kubernetes', version: '', model: null },
    ],
    bindings: [
      { slot: 'segmentation', kind: 'segmentation', boundClasses: [135], otherClasses: [160] },
    ],
    epoch: 4,
    versions: [{ specialist: 'cxas', version: 'a1b2', previous: '', reason: 'the first admitted' }],
  });
  expect(live).toEqual({ live: true, version: '0.1.0' });
  expect(ready).toMatchObject({ ready: true, checks: [{ ok: true }, { ok: true }, { ok: true }] });
});

test('OpenAPI names every state that a specialist can have', async () => {
  const { url } = await startMesh();

  const { components } = await openApi(url);
  const schema = components?.schemas?.['SpecialistModel'] as {
    properties: { state: { enum: string[] } };
  };
  const known = Object.keys(SpecialistState).filter((name) => /^[A-Z]+$/.test(name));

  expect(schema.properties.state.enum.toSorted()).toEqual(
    known
      .filter((name) => name !== 'UNSPECIFIED' && name !== 'UNRECOGNIZED')
      .map((name) => name.toLowerCase())
      .toSorted(),
  );
});

test('requests that are no HTTP get a problem document too', async () => {
  const { gateway } = await startMesh();
  const socket = connect(gateway.port, '127.0.0.1');
  socket.write('NONSENSE\r\n\r\n');

  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  await once(socket, 'close');
  const [head, body] = Buffer.concat(chunks).toString().split('\r\n\r\n');

  expect(head).toMatch(/^HTTP\/1\.1 400 .*content-type: application\/problem\+json/is);
  expect(JSON.parse(body ?? '')).toMatchObject({ type: 'urn:asarg:problem:bad-request' });
});

test('HEAD answers like GET without a body', async () => {
  const { url } = await startMesh();
  const { id } = await finishedReport(url, await greyPng());
  const events = await fetch(`${url}/v1/reports/${id}/events`, { method: 'HEAD' });
  expect([events.status, await events.text()]).toEqual([200, '']);

  const live = await fetch(`${url}/livez`, { method: 'HEAD' });
  const missing = await fetch(`${url}/nothing`, { method: 'HEAD' });

  expect([live.status, await live.text()]).toEqual([200, '']);
  expect([missing.status, await missing.text()]).toEqual([404, '']);
});
