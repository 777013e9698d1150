// SPDX-License-Identifier: Apache-2.0
import type { BenchContext } from '../../bench-context.js';
import type { BenchmarkResult } from '../../results-page.js';
import { readStageCosts } from '../mesh/stage-costs.js';
import { copiesTable, limitsTable } from './copies-table.js';
import { latencyPlot, throughputPlot } from './scaling-plots.js';
import { planCopies } from './plan-copies.js';
import { maxReports, usualMesh } from './usual-mesh.js';

const rates = [10, 100, 1_000, 10_000] as const;
const utilisation = 0.6;
const targetP95Ms = 1_000;

/** Copies for some rates, what one copy can do, and two plots; nothing is measured here. */
export async function benchCopies(context: BenchContext): Promise<BenchmarkResult> {
  const costs = await readStageCosts(new URL('../../../data/stage-costs.json', import.meta.url));
  const mesh = usualMesh(costs);
  const plans = rates.map((reportsPerMinute) => {
    context.say(`copies: ${reportsPerMinute} reports a minute`);
    return {
      reportsPerMinute,
      ...planCopies({ costs, mesh, reportsPerMinute, targetP95Ms, utilisation, seconds: 60 }),
    };
  });
  context.say('copies: plots');
  return {
    section: 'copies',
    page: 'scaling',
    rows: [],
    table: `${limitsTable(costs, mesh)}\n\n${copiesTable(costs, mesh, plans)}`,
    method:
      `By simulation, from the costs above: at most ${100 * utilisation} % busy, p95 at most ${targetP95Ms} ms, Poisson ` +
      `arrivals; ${maxReports} reports in progress at each gateway and fusion-llm, 10 Gbit/s for each copy.`,
    files: [
      { path: 'docs/images/scaling-throughput.svg', text: throughputPlot(costs) },
      { path: 'docs/images/scaling-latency.svg', text: latencyPlot(costs) },
    ],
  };
}
