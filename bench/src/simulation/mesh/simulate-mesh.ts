// SPDX-License-Identifier: Apache-2.0
import { createSimulator } from '../engine/simulator.js';
import { createTimeAverage } from '../engine/time-average.js';
import { percentile } from '../../statistics.js';
import { buildMesh } from './build-mesh.js';
import { createCostDraws } from './cost-draws.js';
import { startLoad, type Load } from './load.js';
import type { MeshOptions } from './mesh-options.js';
import type { MeshResult } from './mesh-result.js';
import { bottleneckOf, serviceResults, type PodMarks } from './service-results.js';
import { specialistsOf, type StageCosts } from './stage-costs.js';

export interface SimulationOptions {
  readonly costs: StageCosts;
  readonly mesh: MeshOptions;
  readonly load: Load;
  /** Simulated seconds that count, after the warm-up. */
  readonly seconds: number;
  /** @default 20 */
  readonly warmUpSeconds?: number;
  /** Equal seeds, equal results. @default 1 */
  readonly seed?: number;
}

/** Simulates a mesh under a load. */
export function simulateMesh({
  costs,
  mesh: options,
  load,
  seconds,
  warmUpSeconds = 20,
  seed = 1,
}: SimulationOptions): MeshResult {
  const simulator = createSimulator();
  const draws = createCostDraws(costs, seed);
  const specialists = specialistsOf(costs);
  const mesh = buildMesh(simulator, specialists, draws, options);
  const inProgress = createTimeAverage({ clock: simulator });
  const warmMs = warmUpSeconds * 1_000;
  const counts = { arrived: 0, complete: 0, degraded: 0, shed: 0, failed: 0, inProgress: 0 };
  const latenciesMs: number[] = [];
  let made = 0;

  startLoad(simulator, load, draws.stream('arrivals'), (ended) => {
    const cameMs = simulator.nowMs;
    // Of those that came before, only what they take from the others counts.
    const counted = cameMs >= warmMs;
    if (counted) counts.arrived++;
    if (counted) counts.inProgress++;
    inProgress.add(1);
    mesh.submit((outcome) => {
      inProgress.add(-1);
      const isMade = outcome === 'complete' || outcome === 'degraded';
      if (isMade && simulator.nowMs >= warmMs) made++;
      if (counted) {
        counts.inProgress--;
        counts[outcome]++;
        if (isMade) latenciesMs.push(simulator.nowMs - cameMs);
      }
      ended(outcome);
    });
  });

  simulator.run(warmMs);
  const marks = markPods(mesh.pods, mesh.specialists);
  inProgress.reset();
  simulator.run(warmMs + seconds * 1_000);

  const services = serviceResults(mesh, options, marks, made);
  const quantile = (share: number): number =>
    latenciesMs.length === 0 ? NaN : percentile(latenciesMs, share);
  const [shared] = options.shared ? Object.values(mesh.pods).flat() : [];
  return {
    seconds,
    counts,
    reportsPerMinute: (made * 60) / seconds,
    latencyMs: {
      mean: latenciesMs.reduce((sum, ms) => sum + ms, 0) / latenciesMs.length,
      p50: quantile(0.5),
      p95: quantile(0.95),
      p99: quantile(0.99),
    },
    inProgress: { mean: inProgress.mean, peak: inProgress.peak },
    ...(shared && {
      shared: {
        meshCores: shared.processor.busyCores.mean,
        othersCores: shared.processor.othersCores.mean,
      },
    }),
    services,
    bottleneck: bottleneckOf(services),
    events: simulator.events,
  };
}

/** Ends the warm-up: averages start anew, totals are noted. */
function markPods(
  pods: ReturnType<typeof buildMesh>['pods'],
  specialists: ReturnType<typeof buildMesh>['specialists'],
): PodMarks {
  for (const { main, worker, link, processor } of Object.values(pods).flat()) {
    for (const one of [main.busy, main.waiting, worker.busy, worker.waiting]) one.reset();
    link.busy.reset();
    processor.busyCores.reset();
    processor.othersCores.reset();
  }
  for (const { queue } of Object.values(specialists).flat()) queue.waiting.reset();
  const cpuOf = (service: string): number =>
    pods[service]!.reduce((sum, pod) => sum + pod.cpuMs, 0);
  return {
    cpuMs: Object.fromEntries(Object.keys(pods).map((service) => [service, cpuOf(service)])),
    taken: Object.fromEntries(
      Object.entries(specialists).map(([service, copies]) => [
        service,
        copies.map(({ queue }) => ({ ...queue.taken })),
      ]),
    ),
  };
}
