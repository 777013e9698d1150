// SPDX-License-Identifier: Apache-2.0
import { createStreams } from '../engine/random.js';
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
  /** Simulated seconds that count, after the warm-up. @default until all reports have ended */
  readonly seconds?: number;
  /** Reports that are asked for. @default as many as come in the time */
  readonly reports?: number;
  /** @default 20 */
  readonly warmUpSeconds?: number;
  /** Equal seeds, equal results. @default 1 */
  readonly seed?: number;
  /** Seed of the gaps between arrivals. @default that of everything else */
  readonly arrivalsSeed?: number;
}

/**
 * Simulates a mesh under a load.
 * @throws RangeError if there are neither seconds nor reports to count.
 */
export function simulateMesh({
  costs,
  mesh: options,
  load,
  seconds: secondsAsked = Infinity,
  reports = Infinity,
  warmUpSeconds = 20,
  seed = 1,
  arrivalsSeed = seed,
}: SimulationOptions): MeshResult {
  if (secondsAsked === Infinity && reports === Infinity) {
    throw new RangeError('expected seconds or reports to count, found neither');
  }
  const simulator = createSimulator();
  const draws = createCostDraws(costs, seed);
  const specialists = specialistsOf(costs);
  const mesh = buildMesh(simulator, specialists, draws, options);
  const inProgress = createTimeAverage({ clock: simulator });
  const warmMs = warmUpSeconds * 1_000;
  const counts = { arrived: 0, complete: 0, degraded: 0, shed: 0, failed: 0, inProgress: 0 };
  const latenciesMs: number[] = [];
  let [asked, made, endedMs] = [0, 0, 0];

  const gaps = createStreams(arrivalsSeed)('arrivals');
  startLoad(simulator, load, reports, gaps, (ended) => {
    asked++;
    const cameMs = simulator.nowMs;
    // Of those that came before, only what they take from the others counts.
    const counted = cameMs >= warmMs;
    if (counted) counts.arrived++;
    if (counted) counts.inProgress++;
    inProgress.add(1);
    mesh.submit((outcome) => {
      inProgress.add(-1);
      endedMs = simulator.nowMs;
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
  const seconds = runFor(secondsAsked);

  /** In steps, so that it ends soon after the last report. @returns the seconds until then. */
  function runFor(most: number): number {
    const isOver = (): boolean => asked >= reports && inProgress.value === 0;
    for (let passed = 0; passed < most;) {
      const step = reports === Infinity ? most : Math.min(1, most - passed);
      passed += step;
      simulator.run(simulator.nowMs + step * 1_000);
      if (isOver()) return (endedMs - warmMs) / 1_000;
    }
    return most;
  }

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
