// SPDX-License-Identifier: Apache-2.0
import type { Load } from '../mesh/load.js';
import { defaultLimits, type MeshOptions } from '../mesh/mesh-options.js';
import type { MeshResult } from '../mesh/mesh-result.js';
import { simulateMesh } from '../mesh/simulate-mesh.js';
import { specialistsOf, type StageCosts } from '../mesh/stage-costs.js';

export interface PredictOptions {
  readonly costs: StageCosts;
  readonly load: Load;
  /** Of the machine. */
  readonly cores: number;
  /** Cores that others used while the load ran. */
  readonly othersCores: number;
  readonly maxReports: number;
}

/** Bisections: to a thousandth of a thread. */
const steps = 14;
const mostOthers = 32;
const seconds = 90;

/**
 * What the simulation says of a load on one machine: with as many threads of others as use, in the
 * simulation, what the others used.
 */
export function predictLoad(options: PredictOptions): { others: number; result: MeshResult } {
  const { costs, load, cores, othersCores, maxReports } = options;
  const services: MeshOptions['services'] = Object.fromEntries(
    ['gateway', 'fusion-llm', ...specialistsOf(costs)].map((name) => [name, { copies: 1, cores }]),
  );
  const run = (others: number): MeshResult =>
    simulateMesh({
      costs,
      load,
      seconds,
      mesh: {
        services,
        shared: { cores, others },
        limits: { ...defaultLimits, gatewayReports: maxReports, fusionReports: maxReports },
        network: { megabitsPerSecond: Infinity, latencyMs: 0 },
        batchShare: 0,
      },
    });
  let [low, high] = [0, mostOthers];
  for (let step = 0; step < steps; step++) {
    const middle = (low + high) / 2;
    if (run(middle).shared!.othersCores < othersCores) low = middle;
    else high = middle;
  }
  const others = (low + high) / 2;
  return { others, result: run(others) };
}
