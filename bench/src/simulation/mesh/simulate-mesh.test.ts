// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { defaultLimits, type MeshOptions } from './mesh-options.js';
import { simulateMesh } from './simulate-mesh.js';
import { sampleCosts } from './sample-costs.js';

const mesh = (change: Partial<MeshOptions> = {}, cxas = 2): MeshOptions => ({
  services: {
    gateway: { copies: 1, cores: 2 },
    'fusion-llm': { copies: 2, cores: 2 },
    vision: { copies: 1, cores: 2 },
    cxas: { copies: cxas, cores: 2 },
  },
  limits: { ...defaultLimits, gatewayReports: 256, fusionReports: 256 },
  network: { megabitsPerSecond: 10_000, latencyMs: 0.1 },
  batchShare: 0,
  ...change,
});
const open = (reportsPerMinute: number) => ({ kind: 'open', reportsPerMinute }) as const;

test('equal seeds give equal results, other seeds give others', () => {
  const run = (seed: number) =>
    simulateMesh({ costs: sampleCosts, mesh: mesh(), load: open(200), seconds: 60, seed });
  expect(run(5)).toEqual(run(5));
  expect(run(5)).not.toEqual(run(6));
});

test.each([60, 300, 2_000])('at %i a minute every report that came is accounted for', (rate) => {
  const limits = { ...defaultLimits, specialistQueue: 4 };
  const found = simulateMesh({
    costs: sampleCosts,
    mesh: mesh({ limits }),
    load: open(rate),
    seconds: 60,
  });
  const { arrived, complete, degraded, shed, failed, inProgress } = found.counts;
  expect(arrived).toBe(complete + degraded + shed + failed + inProgress);
  expect(arrived).toBeGreaterThan(0.8 * rate);
  if (rate === 2_000) expect(shed).toBeGreaterThan(0);
});

test('each worker is busy for the reports that come times what each costs it', () => {
  const perMinute = 240;
  const found = simulateMesh({
    costs: sampleCosts,
    mesh: mesh(),
    load: open(perMinute),
    seconds: 500,
  });
  const perMs = found.reportsPerMinute / 60_000;
  const used = (service: string) => found.services.find((one) => one.service === service)!;
  expect(used('cxas').utilisation.worker).toBeCloseTo((perMs * 300) / 2, 1);
  expect(used('vision').utilisation.worker).toBeCloseTo(perMs * 40, 2);
  expect(used('vision').cpuMsPerReport).toBeCloseTo(48, 0);
  expect(found.reportsPerMinute / perMinute).toBeCloseTo(1, 1);
  expect(found.bottleneck).toMatchObject({ service: 'cxas', resource: 'worker' });
});

test('as many reports are in progress as come in the time that one takes', () => {
  const found = simulateMesh({
    costs: sampleCosts,
    mesh: mesh(),
    load: open(300),
    seconds: 500,
  });
  const expected = (found.reportsPerMinute / 60_000) * found.latencyMs.mean;
  expect(found.inProgress.mean / expected).toBeCloseTo(1, 1);
});

test('beyond its capacity a mesh makes what its slowest service can, and sheds the rest', () => {
  const found = simulateMesh({
    costs: sampleCosts,
    mesh: mesh({ limits: defaultLimits }),
    load: open(2_000),
    seconds: 300,
  });
  // Two workers of 300 ms each: 400 a minute.
  expect(found.reportsPerMinute).toBeGreaterThan(380);
  expect(found.reportsPerMinute).toBeLessThanOrEqual(404);
  expect(found.counts.shed / found.counts.arrived).toBeGreaterThan(0.7);
});

test('a line in front of the gateway takes up bursts: fewer are refused, and some wait', () => {
  const run = (gatewayQueue: number) =>
    simulateMesh({
      costs: sampleCosts,
      mesh: mesh({ limits: { ...defaultLimits, gatewayReports: 4, gatewayQueue } }),
      load: open(300),
      seconds: 300,
    });
  const [none, some] = [run(0), run(16)];
  expect(none.counts.shed).toBeGreaterThan(10 * some.counts.shed);
  expect(some.latencyMs.p99).toBeGreaterThan(none.latencyMs.p99);
});

test('copies of the bottleneck make the mesh faster until something else is', () => {
  const perMinute = (cxas: number) =>
    simulateMesh({
      costs: sampleCosts,
      mesh: mesh({}, cxas),
      load: { kind: 'closed', clients: 12 },
      seconds: 120,
    });
  const [one, two, many] = [perMinute(1), perMinute(2), perMinute(16)];
  expect(two.reportsPerMinute / one.reportsPerMinute).toBeCloseTo(2, 1);
  expect(many.bottleneck.service).not.toBe('cxas');
});

test('a specialist that is too slow for its deadline costs the report its part, not its end', () => {
  const limits = {
    ...defaultLimits,
    specialistDeadlineMs: 250,
    gatewayReports: 256,
    fusionReports: 256,
  };
  const found = simulateMesh({
    costs: sampleCosts,
    mesh: mesh({ limits }),
    load: open(60),
    seconds: 60,
  });
  expect(found.counts.complete).toBe(0);
  expect(found.counts.degraded).toBeGreaterThan(30);
});

test('where a batch shares its cost, frames that run together make more reports', () => {
  const run = (maxBatch: number) =>
    simulateMesh({
      costs: sampleCosts,
      mesh: mesh(
        {
          batchShare: 0.8,
          limits: { ...defaultLimits, gatewayReports: 64, fusionReports: 64, maxBatch },
        },
        1,
      ),
      load: { kind: 'closed', clients: 24 },
      seconds: 120,
    });
  const [alone, together] = [run(1), run(8)];
  expect(together.reportsPerMinute).toBeGreaterThan(2 * alone.reportsPerMinute);
  expect(together.services.find(({ service }) => service === 'cxas')!.batchSize).toBeGreaterThan(2);
});

test('on one machine programs of others slow every report down', () => {
  const run = (others: number) =>
    simulateMesh({
      costs: sampleCosts,
      mesh: mesh({ shared: { cores: 2, others } }),
      load: { kind: 'closed', clients: 1 },
      seconds: 300,
    });
  const [quiet, busy] = [run(0), run(4)];
  expect(busy.latencyMs.p50).toBeGreaterThan(2 * quiet.latencyMs.p50);
  expect(busy.shared!.meshCores).toBeLessThan(quiet.shared!.meshCores);
  expect(quiet.shared!.othersCores).toBe(0);
  expect(busy.shared!.meshCores + busy.shared!.othersCores).toBeCloseTo(2, 6);
});
