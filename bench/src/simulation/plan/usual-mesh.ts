// SPDX-License-Identifier: Apache-2.0
import { defaultLimits, type MeshOptions } from '../mesh/mesh-options.js';
import { specialistsOf, type StageCosts } from '../mesh/stage-costs.js';

/** Cores of a copy: what its threads can use. */
export const coresByDefault = (service: string): number =>
  service === 'gateway' || service === 'fusion-llm' ? 2 : 1;

/** The most that ASARG_MAX_REPORTS of the gateway may be. */
export const maxReports = 256;

/** A mesh with so many copies of each service, each on cores of its own. */
export function usualMesh(costs: StageCosts, copies = 1): MeshOptions {
  const names = ['gateway', 'fusion-llm', ...specialistsOf(costs)];
  return {
    services: Object.fromEntries(
      names.map((name) => [name, { copies, cores: coresByDefault(name) }]),
    ),
    limits: { ...defaultLimits, gatewayReports: maxReports, fusionReports: maxReports },
    network: { megabitsPerSecond: 10_000, latencyMs: 0.1 },
    batchShare: 0,
  };
}
