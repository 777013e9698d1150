// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { defaultLimits, type MeshOptions } from '../mesh/mesh-options.js';
import { sampleCosts } from '../mesh/sample-costs.js';
import { simulateMesh } from '../mesh/simulate-mesh.js';
import { capacityOf, copiesFor, scarcest } from './closed-form.js';
import { demandsOf } from './demands.js';
import { planCopies } from './plan-copies.js';

const one = { copies: 1, cores: 2 };
const mesh: MeshOptions = {
  services: { gateway: one, 'fusion-llm': one, vision: one, cxas: one },
  limits: { ...defaultLimits, gatewayReports: 256, fusionReports: 256 },
  network: { megabitsPerSecond: 10_000, latencyMs: 0.1 },
  batchShare: 0,
};
const demandOf = (service: string) =>
  demandsOf(sampleCosts, mesh).find((demand) => demand.service === service)!;

test('a demand is what the stages of a report take of each resource', () => {
  expect(demandOf('cxas')).toMatchObject({ mainMs: 6, workerMs: 300, cpuMs: 308, bytesOut: 1e6 });
  // 30 tokens of 2 ms each, in the mean; the frame to two specialists and the report.
  expect(demandOf('fusion-llm')).toMatchObject({ mainMs: 26, workerMs: 105, cpuMs: 136 });
  expect(demandOf('fusion-llm').bytesOut).toBe(5e6);
});

test('the scarcest resource sets the capacity of a copy', () => {
  const { network } = mesh;
  expect(scarcest(demandOf('cxas'), 2, network).resource).toBe('worker');
  expect(capacityOf(scarcest(demandOf('cxas'), 2, network))).toBeCloseTo(200, 6);
  expect(scarcest(demandOf('cxas'), 1, network).resource).toBe('cores');
  const slow = { megabitsPerSecond: 100, latencyMs: 0 };
  expect(scarcest(demandOf('fusion-llm'), 2, slow).resource).toBe('network');
  expect(capacityOf(scarcest(demandOf('fusion-llm'), 2, slow))).toBeCloseTo(150, 6);
});

test('copies are as few as keep the utilisation', () => {
  const use = { resource: 'worker', perReportAMinute: 1 / 200 } as const;
  expect(copiesFor(use, 1, 0.5)).toBe(1);
  expect(copiesFor(use, 400, 0.5)).toBe(4);
  expect(copiesFor(use, 401, 0.5)).toBe(5);
});

test('what the closed form says a copy can do, the simulation does', () => {
  const capacity = capacityOf(scarcest(demandOf('cxas'), 2, mesh.network));
  const load = { kind: 'closed', clients: 12 } as const;
  const { reportsPerMinute } = simulateMesh({ costs: sampleCosts, mesh, load, seconds: 300 });
  expect(reportsPerMinute / capacity).toBeGreaterThan(0.98);
  expect(reportsPerMinute / capacity).toBeLessThanOrEqual(1.01);
});

test('a plan keeps its utilisation and meets its target, with more copies where waiting asks for it', () => {
  const plan = (targetP95Ms: number) =>
    planCopies({ costs: sampleCosts, reportsPerMinute: 600, targetP95Ms, utilisation: 0.7, mesh });
  const [lenient, strict] = [plan(2_000), plan(620)];
  expect(lenient.copies).toEqual(lenient.closedForm);
  expect(lenient.closedForm['cxas']).toBe(5);
  expect(lenient.result.bottleneck.utilisation).toBeLessThan(0.75);
  expect(strict.met).toBe(true);
  expect(strict.copies['cxas']).toBeGreaterThan(5);
});

test('a target below the time that a report takes by itself cannot be met', () => {
  const { met } = planCopies({
    costs: sampleCosts,
    reportsPerMinute: 20,
    targetP95Ms: 100,
    utilisation: 0.9,
    mesh,
    seconds: 10,
  });
  expect(met).toBe(false);
});
