// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { BenchContext } from './bench-context.js';
import { renderTable, writeResult, type BenchmarkResult } from './results-page.js';

const usage = `Usage: npm run bench -- NAME|all [options]

  e2e       the mesh against the same models in one process
  health    health checks while a model runs; memory
  startup   time to ready, first report, first token
  batch     throughput by the number of frames that run together
  swaps     specialists exchanged under load: what fails
  kills     a specialist killed under load, and started again
  scale     a specialist and fusion-llm from 1 to 3 and back under load
  hedges    one call in ten stalls: with hedging and without
  overhead  what metrics and traces cost
  overload  twice the load that the mesh can take, for minutes, with next to no models
  overload-real  the same with the real models
  critical-path  whether what each report waited for adds up to the time it took
  stage-cost  what a report costs each service, for the simulation (docs/scaling.md)
  copies    copies of each service for 10 to 10000 reports a minute, and plots, by simulation
  simulation  the simulation against the mesh, under the same loads (docs/scaling.md)

Options
  --rounds N      measured rounds, at least 1 (default 10)
  --minutes N     length of overload (default 10)
  --file FILE     image (default samples/phantom.dcm)
  --bundles DIR   model bundles (default models/compact)
  --no-write      print only; docs and data stay as they are
`;

const root = new URL('../../', import.meta.url);
const inRepository = (path: string): string => fileURLToPath(new URL(path, root));

// Loaded one by one: each needs other packages of the workspace.
const benchmarks: Readonly<
  Record<string, () => Promise<(context: BenchContext) => Promise<BenchmarkResult>>>
> = {
  e2e: async () => (await import('./e2e.js')).benchE2e,
  health: async () => (await import('./health.js')).benchHealth,
  startup: async () => (await import('./startup.js')).benchStartup,
  batch: async () => (await import('./batch.js')).benchBatch,
  swaps: async () => (await import('./exchange/swaps.js')).benchSwaps,
  kills: async () => (await import('./exchange/kills.js')).benchKills,
  scale: async () => (await import('./scale/scale.js')).benchScale,
  hedges: async () => (await import('./exchange/hedges.js')).benchHedges,
  overhead: async () => (await import('./overhead.js')).benchOverhead,
  'stage-cost': async () => (await import('./stage-cost/stage-cost.js')).benchStageCost,
  copies: async () => (await import('./simulation/plan/bench-copies.js')).benchCopies,
  simulation: async () =>
    (await import('./simulation/compare/bench-simulation.js')).benchSimulation,
  overload: () => overloadWith('tinySetup'),
  'overload-real': () => overloadWith('realSetup'),
  'critical-path': async () => (await import('./critical-path.js')).benchCriticalPath,
};

async function overloadWith(name: 'tinySetup' | 'realSetup') {
  const setups = await import('./overload/overload-setup.js');
  const { benchOverload } = await import('./overload/overload.js');
  return (context: BenchContext) => benchOverload(context, setups[name]);
}

class UsageError extends Error {
  override readonly name = 'UsageError';
}

function readCommand(args: readonly string[]) {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '10' },
      minutes: { type: 'string', default: '10' },
      file: { type: 'string', default: inRepository('samples/phantom.dcm') },
      bundles: { type: 'string', default: inRepository('models/compact') },
      'no-write': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [asked = ''] = positionals;
  const names = asked === 'all' ? Object.keys(benchmarks) : [asked];
  const rounds = Number(values.rounds);
  if (!values.help && names.some((name) => !(name in benchmarks))) {
    throw new UsageError(`expected ${Object.keys(benchmarks).join(', ')} or all, found "${asked}"`);
  }
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new UsageError(`--rounds: expected a whole number from 1, found "${values.rounds}"`);
  }
  const minutes = Number(values.minutes);
  if (!(minutes >= 0.1)) {
    throw new UsageError(`--minutes: expected a number from 0.1, found "${values.minutes}"`);
  }
  for (const path of [values.file, values.bundles]) {
    if (!values.help && !existsSync(path)) {
      throw new UsageError(`expected ${path}, found nothing there`);
    }
  }
  return { ...values, names, rounds, minutes };
}

async function main(args: readonly string[]): Promise<void> {
  const command = readCommand(args);
  if (command.help) {
    process.stdout.write(usage);
    return;
  }
  const context: BenchContext = {
    file: command.file,
    rounds: command.rounds,
    bundlesFolder: command.bundles,
    minutes: command.minutes,
    plots: !command['no-write'],
    say: (text) => void process.stderr.write(`${text}\n`),
  };
  for (const name of command.names) {
    const run = await benchmarks[name]?.();
    const result = await run?.(context);
    if (!result) continue;
    process.stdout.write(`\n## ${name}\n\n${renderTable(result)}\n`);
    if (!command['no-write']) await writeResult(root, result);
  }
}

try {
  await main(process.argv.slice(2));
  process.exit(0);
} catch (error) {
  const wrongLine = error instanceof UsageError || 'code' in (error as object);
  process.stderr.write(`bench: ${(error as Error).message}\n${wrongLine ? `\n${usage}` : ''}`);
  process.exit(wrongLine ? 2 : 1);
}
