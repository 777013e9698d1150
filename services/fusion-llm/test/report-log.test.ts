// SPDX-License-Identifier: Apache-2.0
import '@asarg/telemetry/register';
import { createLogger, ServiceFailure } from '@asarg/service-kit';
import { withReportId } from '@asarg/telemetry';
import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { collect, startMesh, testFrame, valuesOf } from './mesh-fixture.js';

const canary = 'DOE^JOHN';
const traceId = '0af7651916cd43dd8448eb211c80319c';
const reportId = '6a1f7a52-54b7-4c4e-9d2b-0d9f3f8a4a11';

let mesh: Awaited<ReturnType<typeof startMesh>>;
let fault: Error | undefined;
let lines: Record<string, unknown>[] = [];

beforeAll(async () => {
  const write = (line: string): void => void lines.push(JSON.parse(line));
  mesh = await startMesh({
    logger: createLogger('fusion-llm', 'info', { write }),
    before: {
      'lvm-med'() {
        if (fault) throw fault;
      },
    },
  });
  await mesh.untilActive();
});
afterAll(() => mesh.close());

beforeEach(() => {
  fault = undefined;
  lines = [];
});

const caller = withReportId(
  trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId: 'b7ad6b7169203331', traceFlags: 1 }),
  reportId,
);

/** Asks for a report, as the gateway does. */
function report(options: Parameters<typeof collect>[1] = {}): ReturnType<typeof collect> {
  return context.with(caller, () => collect(mesh.reports, options));
}

test('a report has one line when it ends, with its ids', async () => {
  const events = await report();
  expect(lines).toEqual([
    {
      level: 'info',
      time: expect.any(String),
      service: 'fusion-llm',
      msg: 'report ended',
      status: 'COMPLETE',
      durationMs: expect.any(Number),
      tokens: valuesOf(events, 'token').length,
      traceId,
      spanId: expect.any(String),
      reportId,
    },
  ]);
});

test('a degraded one has one more: which slots lack what, and by which status', async () => {
  fault = new ServiceFailure('RESOURCE_EXHAUSTED', canary);
  await report();
  const slots = [{ slot: 'lvm-med', specialist: 'lvm-med', reason: 'RESOURCE_EXHAUSTED' }];
  expect(lines).toMatchObject([
    { level: 'warn', msg: 'report degraded', slots, traceId, reportId },
    { level: 'info', msg: 'report ended', status: 'PARTIAL', traceId, reportId },
  ]);
  expect(JSON.stringify(lines)).not.toContain('DOE');
});

test('what was left out as asked is no degradation', async () => {
  await report({ options: { without: ['lvm-med'] } });
  expect(lines).toMatchObject([{ level: 'info', msg: 'report ended', status: 'PARTIAL' }]);
});

test('a refused request has one line, with the status and nothing of the request', async () => {
  const frame = { ...testFrame(), digest: canary };
  await expect(report({ frame })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  expect(lines).toMatchObject([
    { msg: 'report ended', status: 'FAILED', outcome: 'INVALID_ARGUMENT', tokens: 0, reportId },
  ]);
  expect(JSON.stringify(lines)).not.toContain('DOE');
});
