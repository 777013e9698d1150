// SPDX-License-Identifier: Apache-2.0
import { simulateMesh } from './mesh/simulate-mesh.js';
import { readStageCosts } from './mesh/stage-costs.js';
import { planCopies } from './plan/plan-copies.js';
import { renderSimulation } from './render-simulation.js';
import { readSimulateCommand, readSimulateFlags, UsageError } from './simulate-options.js';

const usage = `Usage: npm run simulate -- --reports-per-minute N [options]

What a mesh of so many copies does under a load, by simulation; docs/scaling.md says how far to trust it.

Load
  --reports-per-minute N   requests come at random (Poisson)
  --clients N              or so many clients, each one report after the other
Mesh
  --gateway N --fusion-llm N --vision N --lvm-med N --cxas N
                           copies of each service (default 1 each)
  --cores SERVICE=N        cores of each copy (default 2 for gateway and fusion-llm, 1 for others)
  --machine N              all on one machine of N cores, as asarg up does it
  --others N               threads of other programs on that machine that always want a core (default 0)
  --batch N                ASARG_MAX_BATCH (default 1)
  --batch-share X          part of a run that a batch pays once, 0 to 1 (default 0, as on a CPU)
  --stage SERVICE/STAGE=MS another time of a stage, such as that of cxas/encode on a GPU
  --max-reports N          ASARG_MAX_REPORTS of gateway and fusion-llm (default 256)
  --queue N                ASARG_QUEUE (default 32)
  --network MBIT           megabits a second that each copy can send (default 10000)
  --latency MS             of each message (default 0.1)
Plan
  --plan                   find the copies instead of taking those given
  --target-p95 MS          default 2000
  --utilisation X          most that anything may be busy, 0 to 1 (default 0.6)
Other
  --seconds N --seed N     simulated time that counts, and its seed (default 120, 1)
  --costs FILE             what npm run bench -- stage-cost wrote (default bench/data/stage-costs.json)
  --json                   the whole result as JSON
`;

async function main(args: readonly string[]): Promise<void> {
  const flags = readSimulateFlags(args);
  if (flags.help) return void process.stdout.write(usage);
  const measured = new URL('../../data/stage-costs.json', import.meta.url);
  const costs = await readStageCosts(flags.costs ?? measured);
  const { plan, load, ...options } = readSimulateCommand(args, costs);
  if (plan === undefined || load.kind === 'closed') {
    const result = simulateMesh({ ...options, load });
    const text = flags.json ? JSON.stringify(result, null, 2) : renderSimulation(result);
    return void process.stdout.write(`${text}\n`);
  }
  const { reportsPerMinute } = load;
  const found = planCopies({ ...options, ...plan, reportsPerMinute });
  if (flags.json) return void process.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
  const verdict = found.met ? 'meets' : 'does not meet';
  process.stdout.write(
    `${renderSimulation(found.result)}\n${verdict} p95 of ${plan.targetP95Ms} ms\n`,
  );
  if (!found.met) process.exitCode = 1;
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  const wrongLine =
    error instanceof UsageError ||
    String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE');
  process.stderr.write(`simulate: ${(error as Error).message}\n${wrongLine ? `\n${usage}` : ''}`);
  process.exit(wrongLine ? 2 : 1);
}
