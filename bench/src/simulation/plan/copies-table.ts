// SPDX-License-Identifier: Apache-2.0
import type { MeshOptions } from '../mesh/mesh-options.js';
import { serviceOf, type StageCosts } from '../mesh/stage-costs.js';
import { capacityOf, scarcest } from './closed-form.js';
import { demandsOf } from './demands.js';
import type { Plan } from './plan-copies.js';

export interface RatePlan extends Plan {
  readonly reportsPerMinute: number;
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** What one copy of each service can do at most, by the utilisation law; Markdown. */
export function limitsTable(costs: StageCosts, mesh: MeshOptions): string {
  return [
    row(['service', 'cores of a copy', 'reports a minute at most', 'first used up']),
    row(['---', '---', '---', '---']),
    ...demandsOf(costs, mesh).map((demand) => {
      const { cores } = mesh.services[demand.service]!;
      const use = scarcest(demand, cores, mesh.network);
      const most = capacityOf(use).toFixed(0);
      return row([demand.service, String(cores), most, use.resource]);
    }),
  ].join('\n');
}

/** A row for each rate; Markdown. */
export function copiesTable(
  costs: StageCosts,
  mesh: MeshOptions,
  plans: readonly RatePlan[],
): string {
  const names = Object.keys(mesh.services);
  const more = ['cores', 'memory, GB', 'busiest', 'p50, p95, p99, ms', 'in progress', 'met'];
  return [
    row(['reports a minute', ...names, ...more]),
    row(Array.from({ length: 1 + names.length + more.length }, () => '---')),
    ...plans.map(({ reportsPerMinute, copies, result, met }) => {
      const total = (of: (name: string) => number): number =>
        names.reduce((sum, name) => sum + copies[name]! * of(name), 0);
      const { bottleneck, latencyMs, inProgress } = result;
      const { p50, p95, p99 } = latencyMs;
      return row([
        String(reportsPerMinute),
        ...names.map((name) => String(copies[name])),
        String(total((name) => mesh.services[name]!.cores)),
        (total((name) => serviceOf(costs, name).residentBytes) / 1e9).toFixed(1),
        `${bottleneck.service}, ${bottleneck.resource}, ${(100 * bottleneck.utilisation).toFixed(0)} %`,
        [p50, p95, p99].map((ms) => ms.toFixed(0)).join(', '),
        `${inProgress.mean.toFixed(1)}, at most ${inProgress.peak}`,
        met ? 'yes' : '**no**',
      ]);
    }),
  ].join('\n');
}
