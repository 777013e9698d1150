// SPDX-License-Identifier: Apache-2.0
import { linePlot, type Line } from '@asarg/evaluation';
import type { MeshOptions } from '../mesh/mesh-options.js';
import type { MeshResult } from '../mesh/mesh-result.js';
import { simulateMesh } from '../mesh/simulate-mesh.js';
import type { StageCosts } from '../mesh/stage-costs.js';
import { usualMesh } from './usual-mesh.js';

const copies = [1, 2, 3, 4, 6, 8] as const;
const clientsPerCopy = 16;
const seconds = 60;
const patienceMs = 300_000;

/** Services that have `count` copies; the others have one. */
function meshWith(
  costs: StageCosts,
  count: number,
  scaled: (name: string) => boolean,
): MeshOptions {
  const mesh = usualMesh(costs);
  const services = Object.entries(mesh.services).map(([name, one]) => [
    name,
    { ...one, copies: scaled(name) ? count : 1 },
  ]);
  // Nobody is refused or late: what is made counts, and all of it is whole.
  const limits = {
    ...mesh.limits,
    specialistQueue: 10_000,
    specialistDeadlineMs: patienceMs,
    reportDeadlineMs: 2 * patienceMs,
  };
  return { ...mesh, services: Object.fromEntries(services), limits };
}

/** Reports a minute of a mesh with as much to do as it can, against copies; SVG. */
export function throughputPlot(costs: StageCosts): string {
  const line = (label: string, scaled: (name: string) => boolean): Line => ({
    label,
    points: copies.map((count) => {
      const load = { kind: 'closed', clients: clientsPerCopy * count } as const;
      const mesh = meshWith(costs, count, scaled);
      return [count, simulateMesh({ costs, mesh, load, seconds }).reportsPerMinute];
    }),
  });
  return linePlot({
    title: 'Reports a minute by copies (simulated)',
    xLabel: 'copies of what is scaled; one of the others',
    yLabel: 'reports a minute',
    lines: [
      line('all services', () => true),
      line('all but the gateway', (name) => name !== 'gateway'),
      line('cxas', (name) => name === 'cxas'),
      line('fusion-llm', (name) => name === 'fusion-llm'),
    ],
  });
}

const loads = [0.05, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9] as const;

/** Latency against load, for one and for four copies of each service; SVG. */
export function latencyPlot(costs: StageCosts): string {
  const lines = [1, 4].flatMap((count): Line[] => {
    const mesh = usualMesh(costs, count);
    const full = { kind: 'closed', clients: clientsPerCopy * count } as const;
    const capacity = simulateMesh({ costs, mesh, load: full, seconds }).reportsPerMinute;
    const results = loads.map((share): [number, MeshResult] => {
      const load = { kind: 'open', reportsPerMinute: share * capacity } as const;
      return [100 * share, simulateMesh({ costs, mesh, load, seconds: 300 })];
    });
    const of = (quantile: 'p50' | 'p95'): Line => ({
      label: `${count} of each, ${quantile}`,
      points: results.map(([percent, { latencyMs }]) => [percent, latencyMs[quantile]]),
    });
    return [of('p50'), of('p95')];
  });
  return linePlot({
    title: 'Time of a report by load (simulated)',
    xLabel: 'load, % of what the mesh can do',
    yLabel: 'ms',
    lines,
  });
}
