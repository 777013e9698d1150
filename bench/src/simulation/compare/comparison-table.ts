// SPDX-License-Identifier: Apache-2.0
import { percentile } from '../../statistics.js';
import type { MeshResult } from '../mesh/mesh-result.js';
import type { LoadedMesh } from './load-mesh.js';

/** A load of the mesh, and what the simulation says of it. */
export interface Comparison {
  readonly name: string;
  readonly measured: LoadedMesh;
  /** Threads of others in the simulation. */
  readonly others: number;
  readonly predicted: MeshResult;
}

/** Measured, predicted, and by how much the prediction is off. */
function pair(measured: number, predicted: number): string {
  const error = (100 * (predicted - measured)) / measured;
  const sign = error < 0 ? '−' : '+';
  return `${measured.toFixed(0)} / ${predicted.toFixed(0)} (${sign}${Math.abs(error).toFixed(0)} %)`;
}

/** In Markdown: each cell measured / predicted (error). */
export function comparisonTable(rows: readonly Comparison[]): string {
  return [
    '| load | others, cores | reports a minute | p50, ms | p95, ms | processor per report, ms |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows.map(({ name, measured, predicted }) => {
      const { latenciesMs, seconds, othersCores, cpuMsPerReport } = measured;
      const cpuMs = predicted.services.reduce((sum, one) => sum + one.cpuMsPerReport, 0);
      const cells = [
        name,
        othersCores.toFixed(2),
        pair((60 * latenciesMs.length) / seconds, predicted.reportsPerMinute),
        pair(percentile(latenciesMs, 0.5), predicted.latencyMs.p50),
        pair(percentile(latenciesMs, 0.95), predicted.latencyMs.p95),
        pair(cpuMsPerReport, cpuMs),
      ];
      return `| ${cells.join(' | ')} |`;
    }),
  ].join('\n');
}
