// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { doneEvent, stageEvents, textEvents } from './fusion-events.js';
import { allEvents, finishedReport, greyPng, post, problemOf, startMesh } from './test-mesh.js';

/** Never ends, unless it is cancelled. */
function forever(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
}

test('a report past its deadline fails with 504', async () => {
  const { url, fusion } = await startMesh({ ASARG_REPORT_DEADLINE_MS: '1500' });
  fusion.setScript(async function* (_request, signal) {
    yield* stageEvents;
    await forever(signal);
  });

  const report = await finishedReport(url, await greyPng());

  expect(report.status).toBe('FAILED');
  expect(report.error).toMatchObject({ type: 'urn:asarg:problem:deadline-exceeded', status: 504 });
});

test('a fusion-llm that says nothing before the deadline is 504 to the POST', async () => {
  const { url, fusion } = await startMesh({ ASARG_REPORT_DEADLINE_MS: '300' });
  fusion.setScript(async function* (_request, signal) {
    await forever(signal);
    yield doneEvent;
  });

  const response = await post(url, await greyPng());

  expect(await problemOf(response)).toEqual([504, 'urn:asarg:problem:deadline-exceeded']);
});

test('more reports than the limit get 429 with Retry-After, before their upload', async () => {
  const { url, fusion } = await startMesh({ ASARG_MAX_REPORTS: '1', ASARG_QUEUE_REPORTS: '0' });
  const reports = fusion.hold();
  const png = await greyPng();
  const first = await post(url, png);
  expect(first.status).toBe(202);

  const second = await post(url, png);
  // Nothing was measured yet: two seconds, and up to half of them for jitter.
  expect(second.headers.get('retry-after')).toMatch(/^[23]$/);
  expect(await problemOf(second)).toEqual([429, 'urn:asarg:problem:too-many-reports']);

  reports.release();
  await allEvents(`${url}${first.headers.get('location')}/events`);
  expect((await finishedReport(url, png)).status).toBe('PARTIAL');
});

test('Prefer: wait that runs out gets 202 and the report as far as it is', async () => {
  const { url, fusion } = await startMesh();
  fusion.setScript(async function* (_request, signal) {
    yield* [...stageEvents, ...textEvents];
    await forever(signal);
  });

  const response = await post(url, await greyPng(), { prefer: 'respond-async, wait=1' });

  expect(response.status).toBe(202);
  expect(response.headers.get('preference-applied')).toBe('wait=1');
  expect(await response.json()).toMatchObject({
    status: 'IN_PROGRESS',
    text: 'The heart is enlarged.',
  });
});

test('a drain lets reports finish and answers their clients, then interrupts the rest', async () => {
  const { url, fusion, gateway } = await startMesh({ ASARG_DRAIN_MS: '2000' });
  const [started, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  fusion.setScript(async function* (_request, signal) {
    yield* stageEvents;
    if (fusion.requests.length < 2) {
      await goOn.promise;
      yield doneEvent;
      return;
    }
    started.resolve();
    await forever(signal);
  });
  const png = await greyPng();
  const accepted = await post(url, png);
  const quick = allEvents(`${url}${accepted.headers.get('location')}/events`);
  const slow = post(url, png, { prefer: 'wait=30' });
  await started.promise;

  const closing = gateway.close();
  goOn.resolve();

  expect((await quick).at(-1)?.data).toMatchObject({ status: 'PARTIAL' });
  expect(await (await slow).json()).toMatchObject({
    status: 'FAILED',
    error: { type: 'urn:asarg:problem:interrupted' },
  });
  await closing;
  await expect(fetch(`${url}/livez`)).rejects.toThrow('fetch failed');
});

test('a slow upload does not hold up the end of the gateway', async () => {
  const { url, gateway } = await startMesh({ ASARG_DRAIN_MS: '100' });
  const started = Promise.withResolvers<void>();
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.enqueue(new Uint8Array(1000));
      started.resolve();
      return new Promise(() => undefined);
    },
  });
  const headers = { 'Content-Type': 'multipart/form-data; boundary=x' };
  const init = { method: 'POST', body, duplex: 'half', headers } as RequestInit;
  const posting = fetch(`${url}/v1/reports`, init);
  await started.promise;
  await expect
    .poll(async () => (await fetch(`${url}/livez`)).status, { timeout: 10_000 })
    .toBe(200);

  await gateway.close();

  expect(await problemOf(await posting)).toEqual([503, 'urn:asarg:problem:draining']);
});

test('a request that waited for its place says so in its stages', async () => {
  const { url, fusion } = await startMesh({ ASARG_MAX_REPORTS: '1' });
  const reports = fusion.hold();
  const png = await greyPng();
  const first = finishedReport(url, png);
  await reports.held;
  const second = finishedReport(url, png);
  const impatient = await post(url, png, { prefer: 'wait=0' });
  expect(await problemOf(impatient)).toEqual([429, 'urn:asarg:problem:too-many-reports']);
  reports.release();

  const own = ({ stages }: Awaited<typeof first>) =>
    stages.filter(({ service }) => service === 'gateway').map(({ name }) => name);
  expect(own(await first)).toEqual(['receive', 'decode-image', 'transfer', 'store']);
  const { stages, durationMs } = await second;
  expect(own(await second)).toEqual(['queue', 'receive', 'decode-image', 'transfer', 'store']);
  const critical = stages.filter((stage) => stage.critical);
  expect(critical[0]).toMatchObject({ name: 'queue', startMs: 0 });
  const sum = critical.reduce((ms, stage) => ms + (stage.durationMs ?? 0), 0);
  expect(Math.abs(sum - durationMs!)).toBeLessThan(1);
});

test.each(['0', 'soon', '1e3', '-1'])(
  'X-Request-Timeout: %s is told to be wrong',
  async (value) => {
    const { url } = await startMesh();
    const response = await fetch(`${url}/v1/reports`, {
      method: 'POST',
      headers: { 'X-Request-Timeout': value },
    });
    expect(await problemOf(response)).toEqual([400, 'urn:asarg:problem:invalid-parameter']);
  },
);
