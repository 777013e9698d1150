// SPDX-License-Identifier: Apache-2.0
import { writeDicom } from '@asarg/imaging';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { Problem } from '../src/http/problem.js';
import { finishedReport, greyPng, imageForm, post, startMesh } from './test-mesh.js';

const explicitLittleEndian = '1.2.840.10008.1.2.1';

/** A small CR; `overrides` replace or add elements by tag. */
function dicom(
  overrides: Record<string, [vr: string, value: string | number]> = {},
  { transferSyntax = explicitLittleEndian, pixels = true } = {},
): Uint8Array {
  const elements: Record<string, [vr: string, value: string | number]> = {
    '00080016': ['UI', '1.2.840.10008.5.1.4.1.1.1'],
    '00080018': ['UI', '2.25.1'],
    '00080060': ['CS', 'CR'],
    '00280002': ['US', 1],
    '00280004': ['CS', 'MONOCHROME2'],
    '00280010': ['US', 16],
    '00280011': ['US', 16],
    '00280100': ['US', 16],
    '00280101': ['US', 12],
    '00280102': ['US', 11],
    '00280103': ['US', 0],
    ...overrides,
  };
  const list = Object.entries(elements).map(([tag, [vr, value]]) => ({ tag, vr, value }));
  const pixelData = { vr: 'OW' as const, bytes: new Uint8Array(16 * 16 * 2) };
  return writeDicom({ transferSyntax, elements: list, ...(pixels ? { pixelData } : {}) });
}

async function hugePng(): Promise<Uint8Array> {
  const png = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'black' } })
    .toColourspace('b-w')
    .png()
    .toBuffer();
  png.writeUInt32BE(30_000, 16);
  png.writeUInt32BE(30_000, 20);
  png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
  return png;
}

function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return ~crc >>> 0;
}

const images: [name: string, status: number, slug: string, make: () => Promise<Uint8Array>][] = [
  ['an empty file', 400, 'empty-image', async () => new Uint8Array(0)],
  ['text', 415, 'unrecognised-image', async () => Buffer.from('lungs are clear\n')],
  ['a truncated DICOM', 422, 'truncated-image', async () => dicom().subarray(0, -300)],
  ['a DICOM without pixels', 422, 'no-pixels', async () => dicom({}, { pixels: false })],
  ['two frames', 422, 'multi-frame', async () => dicom({ '00280008': ['IS', '2'] })],
  [
    'colour',
    422,
    'colour-image',
    async () => dicom({ '00280002': ['US', 3], '00280004': ['CS', 'RGB'] }),
  ],
  ['30,000 x 30,000 pixels', 413, 'image-too-large', hugePng],
  [
    'an MPEG-4 transfer syntax',
    415,
    'unsupported-transfer-syntax',
    async () => dicom({}, { transferSyntax: '1.2.840.10008.1.2.4.102' }),
  ],
];

test('every bad image gets its problem document and the next good one its report', async () => {
  const { url, fusion } = await startMesh();

  for (const [name, status, slug, make] of images) {
    const response = await post(url, await make(), { prefer: 'wait=10' });
    const problem = (await response.json()) as Problem;
    expect.soft({ name, status: response.status }).toEqual({ name, status });
    expect.soft({ name, type: problem.type }).toEqual({ name, type: `urn:asarg:problem:${slug}` });
    expect.soft(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect.soft(problem.detail).not.toBe('');
    expect.soft({ name, expected: problem.expected }).not.toEqual({ name, expected: undefined });
    expect.soft({ name, found: problem.found }).not.toEqual({ name, found: undefined });
    expect.soft(JSON.stringify(problem)).not.toMatch(/\.[jt]s:\d|node_modules|\bat \w+ \(/);
  }

  expect(fusion.requests).toHaveLength(0);
  expect((await finishedReport(url, dicom())).image.source).toBe('dicom');
});

const options: [name: string, value: string][] = [
  ['seed', '-1'],
  ['seed', '1.5'],
  ['temperature', 'hot'],
  ['temperature', '2.1'],
  ['topP', '0'],
  ['maxNewTokens', '0'],
  ['guidance', '5'],
  ['colour', 'red'],
  ['seed', '1'.repeat(300)],
];

test('invalid options are named with their range', async () => {
  const { url } = await startMesh();
  const png = await greyPng();

  for (const [name, value] of options) {
    const response = await post(url, png, { fields: { [name]: value } });
    const problem = (await response.json()) as Problem;
    expect.soft({ name, value, status: response.status }).toEqual({ name, value, status: 400 });
    expect.soft(problem.type).toBe('urn:asarg:problem:invalid-option');
    expect.soft(problem.expected).toBeTruthy();
  }
});

test('forms that are no form with one image are refused', async () => {
  const { url } = await startMesh();
  const image = () => new Blob([Uint8Array.of(1, 2, 3)]);
  const form = (...parts: [string, string | Blob][]): FormData => {
    const made = new FormData();
    for (const [name, value] of parts) {
      if (typeof value === 'string') made.append(name, value);
      else made.append(name, value, 'file');
    }
    return made;
  };
  const type = 'multipart/form-data; boundary=x';
  const part = '--x\r\nContent-Disposition: form-data; name="image"; filename="a"\r\n\r\nabc';
  const requests: [slug: string, status: number, body: FormData | string, contentType?: string][] =
    [
      ['image-missing', 400, form(['seed', '1'])],
      ['image-missing', 400, form(['image', 'text'])],
      ['one-image-expected', 400, form(['image', image()], ['image', image()])],
      ['one-image-expected', 400, form(['picture', image()])],
      ['malformed-multipart', 400, part, type],
      ['malformed-multipart', 400, 'abc', 'multipart/form-data; boundary='],
      ['malformed-multipart', 400, '', type],
      ['unsupported-media-type', 415, '{}', 'application/json'],
      ['unsupported-media-type', 415, 'seed=1', 'application/x-www-form-urlencoded'],
    ];

  for (const [slug, status, body, contentType] of requests) {
    const headers: Record<string, string> = contentType ? { 'Content-Type': contentType } : {};
    const response = await fetch(`${url}/v1/reports`, { method: 'POST', body, headers });
    const { type: found } = (await response.json()) as Problem;
    expect
      .soft([slug, found, response.status])
      .toEqual([slug, `urn:asarg:problem:${slug}`, status]);
  }
});

test('addresses, methods and media types that do not exist are refused', async () => {
  const { url } = await startMesh();
  const unknown = '00000000-0000-4000-8000-000000000000';
  const { id } = await finishedReport(url, await greyPng());
  const requests: [slug: string, status: number, path: string, init?: RequestInit][] = [
    ['report-not-found', 404, `/v1/reports/${unknown}`],
    ['report-not-found', 404, '/v1/reports/..%2f..%2fetc%2fpasswd'],
    ['report-not-found', 404, `/v1/reports/${unknown}/events`],
    ['report-not-found', 404, `/v1/reports/${unknown}/image`],
    ['report-not-found', 404, `/v1/reports/${unknown}/masks`],
    ['report-not-found', 404, `/v1/reports/${unknown}/masks/cxas/1`],
    ['mask-not-found', 404, `/v1/reports/${id}/masks/cxas/1`],
    ['invalid-parameter', 400, `/v1/reports/${id}/masks/cxas/heart`],
    ['invalid-parameter', 400, `/v1/reports/${id}/image?maxSide=1`],
    ['invalid-parameter', 400, `/v1/reports/${id}/events?lastEventId=x`],
    ['invalid-parameter', 400, `/v1/reports/${id}/events?lastEventId=1&lastEventId=2`],
    ['not-found', 404, '/v2/reports'],
    ['bad-request', 400, '/v1/reports/%E0%A4%A'],
    ['method-not-allowed', 405, '/v1/reports'],
    ['method-not-allowed', 405, `/v1/reports/${id}`, { method: 'DELETE' }],
    ['not-acceptable', 406, `/v1/reports/${id}`, { headers: { Accept: 'text/html' } }],
    ['not-acceptable', 406, `/v1/reports/${id}/image`, { headers: { Accept: 'image/webp' } }],
    [
      'cross-site',
      403,
      '/v1/reports',
      { method: 'POST', headers: { 'Sec-Fetch-Site': 'cross-site' } },
    ],
  ];

  for (const [slug, status, path, init] of requests) {
    const response = await fetch(url + path, init);
    const { type } = (await response.json()) as Problem;
    expect.soft([path, type, response.status]).toEqual([path, `urn:asarg:problem:${slug}`, status]);
    expect.soft(response.headers.get('x-intended-use')).toBe('research-only');
  }
  const refused = await fetch(`${url}/v1/reports`);
  expect(refused.headers.get('allow')).toBe('POST, OPTIONS');
  const asked = await fetch(`${url}/v1/reports/${id}`, { method: 'OPTIONS' });
  expect([asked.status, asked.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS']);
  expect(asked.headers.get('access-control-allow-origin')).toBeNull();
});

test('a client that breaks off its upload leaves its place to the next', async () => {
  const { url } = await startMesh({ ASARG_MAX_REPORTS: '1' });
  const leaving = new AbortController();
  const started = Promise.withResolvers<void>();
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.enqueue(new Uint8Array(1000));
      started.resolve();
      return new Promise(() => undefined);
    },
  });
  const posting = fetch(`${url}/v1/reports`, {
    method: 'POST',
    body,
    duplex: 'half',
    headers: { 'Content-Type': 'multipart/form-data; boundary=x' },
    signal: leaving.signal,
  } as RequestInit);
  await started.promise;
  leaving.abort();
  await expect(posting).rejects.toThrow('aborted');

  const png = await greyPng();
  const attempt = async (): Promise<number> => {
    const init = { method: 'POST', body: imageForm(png), headers: { Prefer: 'wait=20' } };
    return (await fetch(`${url}/v1/reports`, init)).status;
  };
  await expect.poll(attempt, { timeout: 20_000 }).toBe(201);
});
