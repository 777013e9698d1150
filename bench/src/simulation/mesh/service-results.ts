// SPDX-License-Identifier: Apache-2.0
import type { SimulatedMesh } from './build-mesh.js';
import type { MeshOptions } from './mesh-options.js';
import type { MeshResult, ServiceResult } from './mesh-result.js';

/** Totals when the warm-up ended. */
export interface PodMarks {
  readonly cpuMs: Readonly<Record<string, number>>;
  readonly taken: Readonly<
    Record<string, readonly { readonly runs: number; readonly jobs: number }[]>
  >;
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** How busy each service was since the marks; `made` reports have ended since. */
export function serviceResults(
  { pods, specialists }: SimulatedMesh,
  { shared }: MeshOptions,
  marks: PodMarks,
  made: number,
): ServiceResult[] {
  return Object.entries(pods).map(([service, copies]) => {
    const queues = specialists[service]?.map(({ queue }) => queue.waiting);
    const waiting = queues ?? copies.map(({ worker }) => worker.waiting);
    const cpuMs = copies.reduce((sum, pod) => sum + pod.cpuMs, 0) - marks.cpuMs[service]!;
    return {
      service,
      copies: copies.length,
      utilisation: {
        cores: shared
          ? NaN
          : meanOf(copies.map(({ processor }) => processor.busyCores.mean / processor.cores)),
        main: meanOf(copies.map(({ main }) => main.busy.mean)),
        worker: meanOf(copies.map(({ worker }) => worker.busy.mean)),
        network: meanOf(copies.map(({ link }) => link.busy.mean)),
      },
      cpuMsPerReport: cpuMs / made,
      queue: {
        mean: meanOf(waiting.map(({ mean }) => mean)),
        peak: Math.max(...waiting.map(({ peak }) => peak)),
      },
      batchSize: batchSizeOf(service, specialists, marks),
    };
  });
}

function batchSizeOf(
  service: string,
  specialists: SimulatedMesh['specialists'],
  { taken }: PodMarks,
): number {
  let [runs, jobs] = [0, 0];
  for (const [at, { queue }] of (specialists[service] ?? []).entries()) {
    const before = taken[service]![at]!;
    runs += queue.taken.runs - before.runs;
    jobs += queue.taken.jobs - before.jobs;
  }
  return runs === 0 ? 1 : jobs / runs;
}

/** The resource that is used most: it limits how much more the mesh can do. */
export function bottleneckOf(services: readonly ServiceResult[]): MeshResult['bottleneck'] {
  let worst: MeshResult['bottleneck'] = { service: '', resource: '', utilisation: -1 };
  for (const { service, utilisation } of services) {
    for (const [resource, used] of Object.entries(utilisation)) {
      if (used > worst.utilisation) worst = { service, resource, utilisation: used };
    }
  }
  return worst;
}
