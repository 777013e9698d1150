// SPDX-License-Identifier: Apache-2.0
import { readFile, writeFile } from 'node:fs/promises';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startMesh, type Mesh } from '@asarg/cli';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { specialistsSorted, treeOf } from './span-tree.js';
import { reportOf, root } from './support.js';
import { exportingTo, startTraceReceiver, type TraceReceiver } from './trace-receiver.js';

let folder: string;
let receiver: TraceReceiver;
let mesh: Mesh;
let png: Uint8Array;

/** Tells the scripted specialist how to behave from now on. */
const behave = (script: { delayMs?: number; fail?: boolean }): Promise<void> =>
  writeFile(path.join(folder, 'script.json'), JSON.stringify(script));

beforeAll(async () => {
  png = await readFile(path.join(root, 'samples/phantom.png'));
  folder = await mkdtemp(path.join(tmpdir(), 'asarg-traces-'));
  await behave({});
  receiver = await startTraceReceiver();
  mesh = await startMesh({
    ports: 'free',
    folder,
    entryPoints: { vision: path.join(root, 'test/system/fixtures/scripted-vision.mjs') },
    environment: {
      ...process.env,
      ...exportingTo(receiver),
      TEST_SCRIPT: path.join(folder, 'script.json'),
    },
  });
});
beforeEach(() => behave({}));
afterAll(async () => {
  await mesh.close();
  await receiver.close();
  await rm(folder, { recursive: true, force: true });
});

/** The trace of a report, whole: until the gateway's own span, which ends last, has come. */
async function traceOf(reportId: string): Promise<string[]> {
  const idOf = (): string | undefined =>
    receiver.spans.find(
      ({ name, attributes }) => name === 'report' && attributes['asarg.report.id'] === reportId,
    )?.traceId;
  await receiver.until((spans) =>
    spans.some(
      ({ traceId, kind, service }) =>
        traceId === idOf() && kind === 'SERVER' && service === 'gateway',
    ),
  );
  const own = receiver.spans.filter(({ traceId }) => traceId === idOf());
  return specialistsSorted(treeOf(own));
}

test('a report is one trace, every stage of every service in its place', async () => {
  const report = await reportOf(mesh.gatewayUrl, png);
  expect(report.status).toBe('COMPLETE');
  expect(await traceOf(report.id)).toMatchInlineSnapshot();
});
