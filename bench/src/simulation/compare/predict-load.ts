// SPDX-License-Identifier: Apache-2.0
import { median } from '../../statistics.js';
import type { Load } from '../mesh/load.js';
import { defaultLimits, type MeshOptions } from '../mesh/mesh-options.js';
import type { MeshResult } from '../mesh/mesh-result.js';
import { simulateMesh } from '../mesh/simulate-mesh.js';
import { specialistsOf, type StageCosts } from '../mesh/stage-costs.js';
import { arrivalsSeed } from './arrivals-seed.js';
import type { OthersTrace } from './watch-others.js';

export interface PredictOptions {
  readonly costs: StageCosts;
  readonly load: Load;
  /** Reports that are asked for. */
  readonly reports: number;
  /** Of the machine. */
  readonly cores: number;
  /** Other programs while the load ran: how many wanted a core when, and the cores that they used. */
  readonly others: OthersTrace;
  readonly othersCores: number;
  readonly maxReports: number;
}

/** What the simulation says of a load: medians over its seeds. */
export interface Prediction {
  readonly reportsPerMinute: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly cpuMsPerReport: number;
  readonly othersCores: number;
}

const seeds = [1, 2, 3, 4, 5, 6, 7];
/** Bisections of the scale of the other programs, and the most that it may be. */
const steps = 9;
const mostScale = 3;

/**
 * Simulates a load that was measured: as many reports, the same gaps, the same other programs.
 * Threads that want a core were counted at moments, which says when there were more of them and
 * when fewer, but not what each claims; they are scaled to use what the others did use.
 */
export function predictLoad(options: PredictOptions): Prediction {
  const { costs, load, reports, cores, others, othersCores, maxReports } = options;
  const services: MeshOptions['services'] = Object.fromEntries(
    ['gateway', 'fusion-llm', ...specialistsOf(costs)].map((name) => [name, { copies: 1, cores }]),
  );
  const meshOf = (scale: number): MeshOptions => ({
    services,
    shared: { cores, others: { ...others, threads: others.threads.map((one) => scale * one) } },
    limits: { ...defaultLimits, gatewayReports: maxReports, fusionReports: maxReports },
    network: { megabitsPerSecond: Infinity, latencyMs: 0 },
    batchShare: 0,
  });
  const run = (scale: number, seed: number): MeshResult => {
    const mesh = meshOf(scale);
    return simulateMesh({ costs, load, reports, mesh, seed, arrivalsSeed, warmUpSeconds: 0 });
  };
  let [low, high] = [0, mostScale];
  for (let step = 0; step < steps; step++) {
    const middle = (low + high) / 2;
    if (run(middle, seeds[0]!).shared!.othersCores < othersCores) low = middle;
    else high = middle;
  }
  const runs = seeds.map((seed) => run((low + high) / 2, seed));
  return {
    reportsPerMinute: median(runs.map((run) => run.reportsPerMinute)),
    p50Ms: median(runs.map((run) => run.latencyMs.p50)),
    p95Ms: median(runs.map((run) => run.latencyMs.p95)),
    cpuMsPerReport: median(
      runs.map(({ services }) => services.reduce((sum, one) => sum + one.cpuMsPerReport, 0)),
    ),
    othersCores: median(runs.map((run) => run.shared!.othersCores)),
  };
}
