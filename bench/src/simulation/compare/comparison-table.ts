// SPDX-License-Identifier: Apache-2.0
import { percentile } from '../../statistics.js';
import type { LoadedMesh } from './load-mesh.js';
import type { Prediction } from './predict-load.js';

/** A load of the mesh, and what the simulation says of it. */
export interface Comparison {
  readonly name: string;
  readonly measured: LoadedMesh;
  readonly predicted: Prediction;
}

/** Measured, predicted, and by how much the prediction is off. */
function pair(measured: number, predicted: number, digits = 0): string {
  const error = (100 * (predicted - measured)) / measured;
  const sign = error < 0 ? '−' : '+';
  return `${measured.toFixed(digits)} / ${predicted.toFixed(digits)} (${sign}${Math.abs(error).toFixed(0)} %)`;
}

/** In Markdown: each cell measured / predicted (error). */
export function comparisonTable(rows: readonly Comparison[]): string {
  return [
    '| load | cores of others | reports a minute | p50, ms | p95, ms | processor per report, ms |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows.map(({ name, measured, predicted }) => {
      const { latenciesMs, seconds, othersCores, cpuMsPerReport } = measured;
      const cells = [
        name,
        pair(othersCores, predicted.othersCores, 2),
        pair((60 * latenciesMs.length) / seconds, predicted.reportsPerMinute),
        pair(percentile(latenciesMs, 0.5), predicted.p50Ms),
        pair(percentile(latenciesMs, 0.95), predicted.p95Ms),
        pair(cpuMsPerReport, predicted.cpuMsPerReport),
      ];
      return `| ${cells.join(' | ')} |`;
    }),
  ].join('\n');
}
