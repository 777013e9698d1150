// SPDX-License-Identifier: Apache-2.0
import { SpecialistState, type Stage } from '@asarg/contracts';
import { ServiceFailure } from '@asarg/service-kit';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createFusion } from '../src/create-fusion.js';
import { createReportPipeline } from '../src/report/report-pipeline.js';
import type { ReportEvent } from '../src/report/stage-clock.js';
import { staticRegistry } from '../src/registry/static-registry.js';
import {
  bundle,
  collect,
  sequence,
  startMesh,
  testFrame,
  valuesOf,
  writeRegistry,
} from './mesh-fixture.js';
import { descriptionsFor, serveSpecialist, type SpecialistServer } from './specialist-server.js';

const options = { maxNewTokens: 2 };
const endOf = ({ startMs, durationMs }: Stage) => startMs + durationMs;
let mesh: Awaited<ReturnType<typeof startMesh>>;
let second: SpecialistServer;
/** What happens to the next Encode of cxas, whichever instance it reaches. */
let next: (() => Promise<void>) | undefined;

beforeAll(async () => {
  const before = async (): Promise<void> => {
    const fault = next;
    next = undefined;
    await fault?.();
  };
  mesh = await startMesh({ before: { cxas: before } });
  second = await serveSpecialist(descriptionsFor(bundle)['cxas']!, { before });
  await writeRegistry(mesh.registryPath, {
    ...mesh.addresses,
    cxas: [mesh.addresses['cxas']!, second.address],
  });
  await mesh.until(
    ({ specialists }) =>
      specialists.length === 4 &&
      specialists.every(({ state }) => state === SpecialistState.ACTIVE),
  );
});
beforeEach(() => {
  next = undefined;
});
afterAll(async () => {
  await mesh.close();
  await second.kill();
});

/** Each begins where the one before ended. */
function expectWithoutGaps(stages: readonly Stage[]): void {
  for (const [index, stage] of stages.slice(1).entries()) {
    expect(stage.startMs, stage.name).toBeCloseTo(endOf(stages[index]!), 6);
  }
}

test("the report's own stages fill the time from its first event to its last", async () => {
  const events = await collect(mesh.reports, { options });
  const own = valuesOf(events, 'stage').filter(({ name }) => sequence.includes(name));
  const { totalMs } = valuesOf(events, 'done')[0]!;

  expect(events[0]).toEqual({
    $case: 'stageStarted',
    value: { name: 'check', service: 'fusion-llm', startMs: 0 },
  });
  expect(own.map(({ name }) => name)).toEqual(sequence);
  expect(own.map(({ outcome }) => outcome)).toEqual(sequence.map(() => ''));
  expectWithoutGaps(own);
  expect(endOf(own.at(-1)!)).toBeCloseTo(totalMs, 1);
});

test('whatever began has ended, once and under its name', async () => {
  const events = await collect(mesh.reports, { options });
  const ended = valuesOf(events, 'stage').map(({ name }) => name);

  for (const { name } of valuesOf(events, 'stageStarted')) {
    expect(ended.filter((other) => other === name)).toEqual([name]);
  }
});

test('the parts of a call fill its time, attempts before the answer included', async () => {
  next = async () => {
    throw new ServiceFailure('UNAVAILABLE', 'gone for a moment');
  };
  const stages = valuesOf(await collect(mesh.reports, { options }), 'stage');
  const call = stages.find(({ name }) => name === 'cxas/call')!;
  const parts = stages.filter(({ name }) => name.startsWith('cxas/') && name !== 'cxas/call');

  expect(parts.map(({ name, outcome }) => [name, outcome])).toEqual([
    ['cxas/earlier', 'UNAVAILABLE'],
    ['cxas/queue', ''],
    ['cxas/preprocess', ''],
    ['cxas/run', ''],
    ['cxas/postprocess', ''],
    ['cxas/transfer', ''],
  ]);
  expectWithoutGaps(parts);
  expect(parts[0]!.startMs).toBe(call.startMs);
  expect(endOf(parts.at(-1)!)).toBeCloseTo(endOf(call), 6);
  expect(call.outcome).toBe('');
});

test('a call that failed is a stage with its outcome and without parts', async () => {
  next = async () => {
    throw new ServiceFailure('INVALID_ARGUMENT', 'not this frame');
  };
  const stages = valuesOf(await collect(mesh.reports, { options }), 'stage');
  const ofCxas = stages.filter(({ service }) => service === 'cxas');

  expect(ofCxas.map(({ name, outcome }) => [name, outcome])).toEqual([
    ['cxas/call', 'INVALID_ARGUMENT'],
  ]);
  expect(ofCxas[0]!.durationMs).toBeGreaterThan(0);
});

test('a report past its deadline ends what was in progress, with the time it took', async () => {
  const fusion = await createFusion(bundle, { threads: 1 });
  const snapshot = staticRegistry(bundle.manifest.slots, descriptionsFor(bundle));
  const pipeline = createReportPipeline({
    fusion,
    mesh: () => ({ snapshot, release: () => undefined }),
    encode: (_call, _frame, { signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      }),
    reportDeadlineMs: 60,
  });
  const events: ReportEvent[] = [];
  const request = { frame: testFrame(), options: undefined };
  const { signal } = new AbortController();
  await expect(
    pipeline.generate(request, (event) => events.push(event), { signal }),
  ).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
  await fusion.close();
  const stages = valuesOf(events, 'stage');

  expect(stages.map(({ name }) => name).toSorted()).toEqual(
    ['check', 'cxas/call', 'fan-out', 'lvm-med/call', 'vision/call'].toSorted(),
  );
  expect(new Set(stages.slice(1).map(({ outcome }) => outcome))).toEqual(
    new Set(['DEADLINE_EXCEEDED']),
  );
  const whole = stages.at(-1)!;
  expect(whole.name).toBe('fan-out');
  expect(endOf(whole)).toBeGreaterThanOrEqual(59);
});
