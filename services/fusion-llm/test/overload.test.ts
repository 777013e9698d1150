// SPDX-License-Identifier: Apache-2.0
import { ContributionState, ReportStatus } from '@asarg/contracts';
import { MeshError } from '@asarg/mesh-client';
import { EventEmitter, once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { collect, startMesh, testFrame, valuesOf } from './mesh-fixture.js';
import type { BeforeAnswer } from './specialist-server.js';

let mesh: Awaited<ReturnType<typeof startMesh>>;
afterEach(() => mesh.close());

/** Answers only when its call ends. */
const hang: BeforeAnswer = async (signal) => {
  await once(signal, 'abort');
};

test('a specialist past its budget is missing, and the report goes on', async () => {
  mesh = await startMesh({ config: { specialistDeadlineMs: 200 }, before: { 'lvm-med': hang } });
  await mesh.untilActive();

  const events = await collect(mesh.reports);

  expect(valuesOf(events, 'done')[0]?.status).toBe(ReportStatus.PARTIAL);
  const states = valuesOf(events, 'contribution').map(({ slot, state }) => [slot, state]);
  expect(states).toEqual([
    ['vision', ContributionState.USED],
    ['lvm-med', ContributionState.MISSING],
    ['cxas', ContributionState.USED],
    ['finding-tags', ContributionState.USED],
  ]);
  expect(valuesOf(events, 'contribution')[1]?.reason).toMatch(
    /'lvm-med' failed: DEADLINE_EXCEEDED/,
  );
});

test("a report past the service's deadline is DEADLINE_EXCEEDED", async () => {
  // Specialists may use half of it; the decoder cannot write a report in the rest.
  mesh = await startMesh({ config: { reportDeadlineMs: 20 }, before: { cxas: hang } });
  await mesh.untilActive();

  await expect(collect(mesh.reports)).rejects.toMatchObject({
    code: 'DEADLINE_EXCEEDED',
    details: expect.stringMatching(/expected a report within 20(?:\.\d+)? ms/),
  });
});

test('reports above the limit are RESOURCE_EXHAUSTED, and a place is free after a cancel', async () => {
  const calls = new EventEmitter();
  const called = once(calls, 'called');
  const cancelled = once(calls, 'cancelled');
  let isFirst = true;
  mesh = await startMesh({
    config: { maxReports: 1 },
    before: {
      async cxas(signal) {
        if (isFirst) {
          isFirst = false;
          calls.emit('called');
          await once(signal, 'abort');
          calls.emit('cancelled');
        }
      },
    },
  });
  await mesh.untilActive();
  const abort = new AbortController();
  const first = (async () => {
    const request = { frame: testFrame(), options: undefined };
    for await (const _ of mesh.reports.generate(request, { signal: abort.signal })) {
      // Until cancelled.
    }
  })();
  first.catch(() => undefined);
  await called;

  await expect(collect(mesh.reports)).rejects.toMatchObject({
    code: 'RESOURCE_EXHAUSTED',
    details: 'expected at most 1 reports in progress, found 1',
    // No report has ended yet, so that nothing is known of when one will.
    pushbackMs: 0,
  });

  abort.abort();
  await expect(first).rejects.toMatchObject({ code: 'CANCELLED' });
  await cancelled;
  // The place is given back when the work has ended, a moment after its cancellation arrived.
  const retried = async (): Promise<unknown> =>
    collect(mesh.reports).catch((error: unknown) =>
      error instanceof MeshError && error.code === 'RESOURCE_EXHAUSTED' ? retried() : error,
    );
  expect(await retried()).toBeInstanceOf(Array);
});
