// SPDX-License-Identifier: Apache-2.0
import type { MeshResult, ServiceResult } from './mesh/mesh-result.js';

const percent = (share: number): string =>
  Number.isNaN(share) ? '-' : `${(100 * share).toFixed(share < 0.0995 ? 1 : 0)} %`;
const ms = (value: number): string => (Number.isNaN(value) ? '-' : `${value.toFixed(0)} ms`);

/** A result for people. */
export function renderSimulation(result: MeshResult): string {
  const { counts, latencyMs, inProgress, bottleneck } = result;
  const came = Math.max(1, counts.arrived);
  const lines = [
    `${result.reportsPerMinute.toFixed(1)} reports a minute in ${result.seconds} s; of ${counts.arrived} that came ` +
      `${percent(counts.complete / came)} complete, ${percent(counts.degraded / came)} degraded, ` +
      `${percent(counts.shed / came)} shed, ${percent(counts.failed / came)} failed, ${counts.inProgress} in progress`,
    `latency p50 ${ms(latencyMs.p50)}, p95 ${ms(latencyMs.p95)}, p99 ${ms(latencyMs.p99)}; ` +
      `in progress ${inProgress.mean.toFixed(1)} in the mean, ${inProgress.peak} at most`,
    ...(result.shared === undefined
      ? []
      : [
          `cores of the machine in use by the mesh: ${result.shared.meshCores.toFixed(2)}, by others: ${result.shared.othersCores.toFixed(2)}`,
        ]),
    '',
    columns([
      'service',
      'copies',
      'cores',
      'main',
      'worker',
      'network',
      'queue',
      'longest',
      'batch',
    ]),
    ...result.services.map((service) => columns(cellsOf(service))),
    '',
    `nearest to its limit: ${bottleneck.service}, ${bottleneck.resource}, ${percent(bottleneck.utilisation)}`,
  ];
  return lines.join('\n');
}

function cellsOf({ service, copies, utilisation, queue, batchSize }: ServiceResult): string[] {
  const { cores, main, worker, network } = utilisation;
  return [
    service,
    String(copies),
    ...[cores, main, worker, network].map(percent),
    queue.mean.toFixed(2),
    String(queue.peak),
    batchSize.toFixed(1),
  ];
}

const columns = (cells: readonly string[]): string =>
  cells.map((cell, at) => (at === 0 ? cell.padEnd(12) : cell.padStart(9))).join('');
