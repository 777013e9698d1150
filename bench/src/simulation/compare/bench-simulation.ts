// SPDX-License-Identifier: Apache-2.0
import { availableParallelism } from 'node:os';
import type { Mesh } from '@asarg/cli';
import { circumstances, withMesh, type BenchContext } from '../../bench-context.js';
import type { BenchmarkResult } from '../../results-page.js';
import { withDrawnImages } from '../../stage-cost/drawn-images.js';
import type { Load } from '../mesh/load.js';
import { readStageCosts, type StageCosts } from '../mesh/stage-costs.js';
import { comparisonTable, type Comparison } from './comparison-table.js';
import { loadMesh } from './load-mesh.js';
import { predictLoad } from './predict-load.js';

const clientCounts = [1, 2, 4, 8] as const;
const shares = [0.5, 0.8] as const;
const maxReports = 64;
const imageCount = 6;
const warmUpReports = 8;
/** Reports of a load: so many times the rounds. */
const reportsPerRound = 4;

async function compare(
  context: BenchContext,
  mesh: Mesh,
  images: readonly Blob[],
  costs: StageCosts,
): Promise<Comparison[]> {
  const cores = availableParallelism();
  const count = context.rounds * reportsPerRound;
  const rows: Comparison[] = [];
  const measure = async (name: string, load: Load): Promise<Comparison> => {
    context.say(`simulation: ${name}`);
    const measured = await loadMesh(mesh, images, load, count);
    const { others, othersCores } = measured;
    const machine = { cores, others, othersCores, maxReports };
    const predicted = predictLoad({ costs, load, reports: count, ...machine });
    const row = { name, measured, predicted };
    rows.push(row);
    return row;
  };
  await loadMesh(mesh, images, { kind: 'closed', clients: 2 }, warmUpReports);
  for (const clients of clientCounts) {
    await measure(`${clients} client${clients > 1 ? 's' : ''}`, { kind: 'closed', clients });
  }
  const { latenciesMs, seconds } = rows.at(-1)!.measured;
  const capacity = (60 * latenciesMs.length) / seconds;
  for (const share of shares) {
    const reportsPerMinute = share * capacity;
    const name = `at random, ${(100 * share).toFixed(0)} % of that (${reportsPerMinute.toFixed(0)}/min)`;
    await measure(name, { kind: 'open', reportsPerMinute });
  }
  return rows;
}

/** The simulation against the mesh: the same loads on both. */
export async function benchSimulation(context: BenchContext): Promise<BenchmarkResult> {
  const costs = await readStageCosts(new URL('../../../data/stage-costs.json', import.meta.url));
  const environment = { ASARG_MAX_REPORTS: String(maxReports) };
  const rows = await withDrawnImages(imageCount, (images) =>
    withMesh(context, (mesh) => compare(context, mesh, images, costs), environment),
  );
  const method =
    `${context.rounds * reportsPerRound} reports of each load; in each cell measured / predicted (error of the prediction). ` +
    `Other programs are in the simulation as they were while the load ran: the threads that wanted a core, counted every ` +
    `50 ms, scaled so that they use the cores that /proc/stat says; ` +
    `gaps between arrivals are the same in both; medians of 7 seeds. ${circumstances()}`;
  return { section: 'simulation', page: 'scaling', rows: [], table: comparisonTable(rows), method };
}
