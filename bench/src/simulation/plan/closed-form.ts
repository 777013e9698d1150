// SPDX-License-Identifier: Apache-2.0
import type { MeshNetwork } from '../mesh/mesh-options.js';
import type { Demand } from './demands.js';

/** How much of a copy one report a minute uses, by resource, 0 to 1. */
export interface Use {
  readonly resource: 'main' | 'worker' | 'cores' | 'network';
  readonly perReportAMinute: number;
}

/** The resource of one copy that is used up first. */
export function scarcest(demand: Demand, cores: number, network: MeshNetwork): Use {
  const { mainMs, workerMs, cpuMs, bytesOut } = demand;
  const networkMs = (bytesOut * 8) / (network.megabitsPerSecond * 1_000);
  const uses: Use[] = [
    { resource: 'cores', perReportAMinute: cpuMs / cores / 60_000 },
    { resource: 'worker', perReportAMinute: workerMs / 60_000 },
    { resource: 'main', perReportAMinute: mainMs / 60_000 },
    { resource: 'network', perReportAMinute: networkMs / 60_000 },
  ];
  return uses.reduce((a, b) => (b.perReportAMinute > a.perReportAMinute ? b : a));
}

/** Reports a minute that one copy can make at most. */
export const capacityOf = ({ perReportAMinute }: Use): number => 1 / perReportAMinute;

/**
 * Copies that are busy for at most the target share of the time: the utilisation law,
 * `busy = rate x demand / copies`.
 */
export function copiesFor(use: Use, reportsPerMinute: number, utilisation: number): number {
  return Math.max(1, Math.ceil((reportsPerMinute * use.perReportAMinute) / utilisation - 1e-9));
}
