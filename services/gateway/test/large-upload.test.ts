// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { request } from 'node:http';
import { expect, test } from 'vitest';
import type { Problem } from '../src/http/problem.js';
import { finishedReport, greyPng, startMesh } from './test-mesh.js';

const mebibyte = 1_048_576;
const head = '--x\r\nContent-Disposition: form-data; name="image"; filename="a"\r\n\r\n';
const headers = { 'Content-Type': 'multipart/form-data; boundary=x' };

/** A form of `bytes` zeros, made as it is read; `sent` tells how much was. */
function largeForm(bytes: number): { readonly body: ReadableStream; readonly sent: () => number } {
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(Buffer.from(head)),
    pull(controller) {
      if (sent >= bytes) return controller.close();
      sent += 65_536;
      controller.enqueue(new Uint8Array(65_536));
    },
  });
  return { body, sent: () => sent };
}

test('a 500 MB upload gets 413 as soon as it passes the limit, and keeps nothing', async () => {
  const { url } = await startMesh({ ASARG_MAX_UPLOAD_MB: '2' });
  const { body, sent } = largeForm(500 * mebibyte);

  const init = { method: 'POST', body, duplex: 'half', headers } as RequestInit;
  const response = await fetch(`${url}/v1/reports`, init);
  const sentByThen = sent();
  const problem = (await response.json()) as Problem;

  expect(response.status).toBe(413);
  expect(problem).toMatchObject({
    type: 'urn:asarg:problem:upload-too-large',
    expected: 'at most 2097152 bytes',
    found: 'more than 2097152 bytes',
  });
  expect(sentByThen).toBeLessThan(100 * mebibyte);
  expect((await finishedReport(url, await greyPng())).status).toBe('PARTIAL');
});

test('an upload announced too large is refused before it is sent', async () => {
  const { url } = await startMesh({ ASARG_MAX_UPLOAD_MB: '2' });
  const announced = { ...headers, 'Content-Length': 500 * mebibyte, Expect: '100-continue' };
  const asking = request(`${url}/v1/reports`, { method: 'POST', headers: announced });
  let continued = false;
  asking.on('continue', () => (continued = true));
  asking.flushHeaders();

  const [response] = await once(asking, 'response');
  const chunks: Buffer[] = [];
  for await (const chunk of response) {
    chunks.push(chunk as Buffer);
    if (response.complete) break;
  }
  asking.on('error', () => undefined).destroy();

  expect(response.statusCode).toBe(413);
  expect(continued).toBe(false);
  expect(response.headers['connection']).toBe('close');
  expect(JSON.parse(Buffer.concat(chunks).toString())).toMatchObject({ found: '524288000 bytes' });
});

test('an upload of exactly the limit is taken', async () => {
  const { url } = await startMesh({ ASARG_MAX_UPLOAD_MB: '2' });
  const form = new FormData();
  form.append('image', new Blob([new Uint8Array(2 * mebibyte)]), 'a');

  const response = await fetch(`${url}/v1/reports`, { method: 'POST', body: form });

  expect(response.status).toBe(415);
});
