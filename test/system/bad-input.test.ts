// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import { writeDicom, type DicomElement } from '@asarg/imaging';
import type { Mesh } from '@asarg/cli';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { postImage, reportOf, root, startTestMesh } from './support.js';

const explicitLittleEndian = '1.2.840.10008.1.2.1';
const mpeg2 = '1.2.840.10008.1.2.4.100';
const computedRadiography = '1.2.840.10008.5.1.4.1.1.1';

let mesh: Mesh;
let phantom: Uint8Array;

beforeAll(async () => {
  mesh = await startTestMesh();
  phantom = await readFile(path.join(root, 'samples/phantom.dcm'));
});
afterAll(() => mesh.close());

const image = (change: readonly DicomElement[] = []): DicomElement[] => {
  const elements: DicomElement[] = [
    { tag: '00080016', vr: 'UI', value: computedRadiography },
    { tag: '00080018', vr: 'UI', value: '2.25.1' },
    { tag: '00080060', vr: 'CS', value: 'CR' },
    { tag: '00280002', vr: 'US', value: 1 },
    { tag: '00280004', vr: 'CS', value: 'MONOCHROME2' },
    { tag: '00280010', vr: 'US', value: 8 },
    { tag: '00280011', vr: 'US', value: 8 },
    { tag: '00280100', vr: 'US', value: 8 },
    { tag: '00280101', vr: 'US', value: 8 },
    { tag: '00280102', vr: 'US', value: 7 },
    { tag: '00280103', vr: 'US', value: 0 },
  ];
  const changed = new Set(change.map(({ tag }) => tag));
  return [...elements.filter(({ tag }) => !changed.has(tag)), ...change];
};

const native = (bytes: number) => ({ vr: 'OB' as const, bytes: new Uint8Array(bytes) });

const cases: Record<string, { bytes: () => Uint8Array; status: number; says: RegExp }> = {
  'an empty file': { bytes: () => new Uint8Array(0), status: 400, says: /empty|0 bytes/i },
  'text renamed to .png': {
    bytes: () => Buffer.from('this is a note, not a picture\n'.repeat(50)),
    status: 415,
    says: /DICOM.*PNG.*JPEG/i,
  },
  'a truncated DICOM file': {
    bytes: () => phantom.subarray(0, Math.floor(phantom.length / 2)),
    status: 422,
    says: /truncat|ends|expected/i,
  },
  'a DICOM file without pixels': {
    bytes: () => writeDicom({ transferSyntax: explicitLittleEndian, elements: image() }),
    status: 422,
    says: /pixel/i,
  },
  'a multi-frame DICOM file': {
    bytes: () =>
      writeDicom({
        transferSyntax: explicitLittleEndian,
        elements: image([{ tag: '00280008', vr: 'IS', value: '3' }]),
        pixelData: native(192),
      }),
    status: 422,
    says: /frame/i,
  },
  'a colour DICOM file': {
    bytes: () =>
      writeDicom({
        transferSyntax: explicitLittleEndian,
        elements: image([
          { tag: '00280002', vr: 'US', value: 3 },
          { tag: '00280004', vr: 'CS', value: 'RGB' },
        ]),
        pixelData: native(192),
      }),
    status: 422,
    says: /colour|RGB|samples/i,
  },
  'an unsupported transfer syntax': {
    bytes: () =>
      writeDicom({
        transferSyntax: mpeg2,
        elements: image(),
        pixelData: { fragments: [new Uint8Array(16)] },
      }),
    status: 415,
    says: /1\.2\.840\.10008\.1\.2\.4\.100/,
  },
  'a 30,000 x 30,000 PNG': { bytes: () => hugePng(30_000), status: 413, says: /30000|30,000/ },
};

test.for(Object.entries(cases))(
  '%s gets a problem document',
  async ([, { bytes, status, says }]) => {
    const response = await postImage(mesh.gatewayUrl, bytes());

    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    const problem = (await response.json()) as Record<string, unknown>;
    expect(problem).toMatchObject({ status, type: expect.any(String), title: expect.any(String) });
    expect(JSON.stringify(problem)).toMatch(says);
  },
);

test('a 500 MB upload is refused before it has all been sent', async () => {
  const { status, body, sent } = await uploadZeros(mesh.gatewayUrl, 500 * 2 ** 20);

  expect(status).toBe(413);
  expect(JSON.parse(body)).toMatchObject({ status: 413 });
  expect(sent).toBeLessThan(200 * 2 ** 20);
});

test('an unknown report id is a 404 problem', async () => {
  const response = await fetch(`${mesh.gatewayUrl}/v1/reports/no-such-report`);

  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ status: 404, detail: expect.any(String) });
});

test('the next good request succeeds', async () => {
  const report = await reportOf(mesh.gatewayUrl, phantom);

  expect(report.status).toBe('COMPLETE');
});

/** A valid PNG header that claims side x side pixels, with next to no data. */
function hugePng(side: number): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 0, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(1024))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** Streams a multipart upload of zeros until answered; reports how much went out. */
function uploadZeros(
  gatewayUrl: string,
  total: number,
): Promise<{ status: number; body: string; sent: number }> {
  return new Promise((resolve, reject) => {
    const boundary = 'asarg-boundary';
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="image"; filename="a.png"\r\n\r\n`;
    const piece = Buffer.alloc(2 ** 20);
    let sent = 0;
    const answer = new AbortController();
    const outgoing = request(`${gatewayUrl}/v1/reports`, {
      method: 'POST',
      headers: {
        'content-type': `multipart/form-data; boundary=${boundary}`,
        'content-length': String(total),
      },
    });
    outgoing.on('response', (response) => {
      answer.abort();
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => (body += text));
      response.on('end', () => {
        outgoing.destroy();
        resolve({ status: response.statusCode ?? 0, body, sent });
      });
    });
    outgoing.on('error', (error) => {
      if (!answer.signal.aborted) reject(error);
    });
    outgoing.write(head);
    const pump = (): void => {
      while (!answer.signal.aborted && sent < total) {
        sent += piece.length;
        if (!outgoing.write(piece)) {
          outgoing.once('drain', pump);
          return;
        }
      }
    };
    pump();
  });
}
