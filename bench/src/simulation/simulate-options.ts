// SPDX-License-Identifier: Apache-2.0
import { parseArgs } from 'node:util';
import type { Load } from './mesh/load.js';
import { defaultLimits, type MeshOptions, type ServiceOptions } from './mesh/mesh-options.js';
import { coresByDefault } from './plan/usual-mesh.js';
import { specialistsOf, stageOf, type StageCosts } from './mesh/stage-costs.js';

/** A command line that cannot be used. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const options = {
  'reports-per-minute': { type: 'string' },
  clients: { type: 'string' },
  plan: { type: 'boolean', default: false },
  'target-p95': { type: 'string', default: '2000' },
  utilisation: { type: 'string', default: '0.6' },
  cores: { type: 'string', multiple: true, default: [] as string[] },
  machine: { type: 'string' },
  others: { type: 'string', default: '0' },
  batch: { type: 'string', default: '1' },
  'batch-share': { type: 'string', default: '0' },
  stage: { type: 'string', multiple: true, default: [] as string[] },
  'max-reports': { type: 'string', default: '256' },
  queue: { type: 'string', default: String(defaultLimits.specialistQueue) },
  network: { type: 'string', default: '10000' },
  latency: { type: 'string', default: '0.1' },
  seconds: { type: 'string', default: '120' },
  seed: { type: 'string', default: '1' },
  costs: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** What to simulate. */
export interface SimulateCommand {
  readonly costs: StageCosts;
  readonly mesh: MeshOptions;
  readonly load: Load;
  /** To plan copies instead of simulating those given. */
  readonly plan?: { readonly targetP95Ms: number; readonly utilisation: number };
  readonly seconds: number;
  readonly seed: number;
}

/** The part of a command line that tells where the costs are, and how to answer. */
export function readSimulateFlags(args: readonly string[]): {
  readonly costs?: string;
  readonly json: boolean;
  readonly help: boolean;
} {
  const { values } = parseArgs({ args: [...args], options, strict: false });
  const { costs } = values;
  return {
    ...(typeof costs === 'string' && { costs }),
    json: values.json === true,
    help: values.help === true,
  };
}

/**
 * Reads a command line; every service of the costs is an option of its own.
 * @throws UsageError saying what was expected and what was found.
 */
export function readSimulateCommand(
  args: readonly string[],
  measured: StageCosts,
): SimulateCommand {
  const names = ['gateway', 'fusion-llm', ...specialistsOf(measured)];
  const copyOptions = Object.fromEntries(names.map((name) => [name, { type: 'string' }] as const));
  const { values: given } = parseArgs({ args: [...args], options: { ...options, ...copyOptions } });
  const values = given as typeof given & Readonly<Record<string, unknown>>;
  const number = (name: string, least: number, most = Infinity): number => {
    const text = values[name] as string;
    return numberIn(`--${name}`, text, least, most);
  };
  const { 'reports-per-minute': rate, clients } = values;
  if ((rate === undefined) === (clients === undefined)) {
    throw new UsageError('expected --reports-per-minute N or --clients N, found both or neither');
  }
  const load: Load =
    rate === undefined
      ? { kind: 'closed', clients: number('clients', 1) }
      : { kind: 'open', reportsPerMinute: number('reports-per-minute', 0.1) };
  if (values.plan && load.kind === 'closed') {
    throw new UsageError('expected --reports-per-minute N with --plan, found --clients');
  }
  const cores = namedNumbers('--cores', values.cores, names);
  const services = Object.fromEntries(
    names.map((name): [string, ServiceOptions] => [
      name,
      {
        copies: values[name] === undefined ? 1 : number(name, 1),
        cores: cores[name] ?? coresByDefault(name),
      },
    ]),
  );
  const maxReports = number('max-reports', 1);
  return {
    costs: withStages(measured, values.stage),
    load,
    ...(values.plan && {
      plan: { targetP95Ms: number('target-p95', 1), utilisation: number('utilisation', 0.01, 1) },
    }),
    mesh: {
      services,
      ...(values.machine !== undefined && {
        shared: { cores: number('machine', 0.1), others: number('others', 0) },
      }),
      limits: {
        ...defaultLimits,
        gatewayReports: maxReports,
        fusionReports: maxReports,
        specialistQueue: number('queue', 0),
        maxBatch: number('batch', 1),
      },
      network: {
        megabitsPerSecond: number('network', 1),
        latencyMs: number('latency', 0),
      },
      batchShare: number('batch-share', 0, 1),
    },
    seconds: number('seconds', 1),
    seed: number('seed', 0),
  };
}

/** `NAME=NUMBER`, as often as it is given. */
function namedNumbers(
  option: string,
  texts: readonly string[],
  names: readonly string[],
): Record<string, number> {
  return Object.fromEntries(
    texts.map((text) => {
      const [name = '', value = ''] = text.split('=');
      if (!names.includes(name)) {
        throw new UsageError(`${option}: expected one of ${names.join(', ')}, found "${name}"`);
      }
      return [name, numberIn(`${option} ${name}`, value, 0)];
    }),
  );
}

/** Costs with some stages set to a number of milliseconds: those of another device. */
function withStages(costs: StageCosts, texts: readonly string[]): StageCosts {
  const names = costs.stages.map(({ service, stage }) => `${service}/${stage}`);
  const set = namedNumbers('--stage', texts, names);
  const stages = costs.stages.map((one) => {
    const ms = set[`${one.service}/${one.stage}`];
    return ms === undefined ? one : { ...stageOf(costs, one.service, one.stage), cpuMs: [ms] };
  });
  return { ...costs, stages };
}

function numberIn(option: string, text: string, least: number, most = Infinity): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= least && value <= most)) {
    const range = most === Infinity ? `of at least ${least}` : `from ${least} to ${most}`;
    throw new UsageError(`${option}: expected a number ${range}, found "${text}"`);
  }
  return value;
}
