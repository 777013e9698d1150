// SPDX-License-Identifier: Apache-2.0
import type { ListSpecialistsResponse } from '@asarg/contracts';
import type { Interruption } from '../interruption.js';
import { describeTerminal } from '../terminal.js';
import { exitCode, parseCommand, UsageError } from '../usage.js';
import {
  askRegistry,
  explained,
  fusionHelp,
  fusionOption,
  fusionTarget,
} from './registry/ask-registry.js';
import { registryChanges } from './registry/registry-changes.js';
import { instancesJson } from './registry/registry-json.js';
import { renderChange } from './registry/render-change.js';
import { renderInstances } from './registry/render-instances.js';
import { watchRegistry } from './registry/watch-registry.js';
import type { Subcommand } from '../command-group.js';

const command = 'specialist list';

export const subcommand: Subcommand = {
  summary: 'which instances the mesh knows, and what they are doing',
  help: `asarg specialist list - the instances that the registry knows, with state and version

Usage
  asarg specialist list [options]

Options
  --details            also the model, the probe and how a shadow version compares
  --watch              then a line for every change as it comes, until Ctrl-C
  --json               as JSON; with --watch a line each for the registry and for every change
${fusionHelp}
States
  discovered, described, probed   on the way in; probed and waiting: another version is active
  active                          used by reports
  shadow                          runs beside the active version and is compared
  draining                        used by reports in progress only
  unreachable, quarantined        tried again; refused, with the reason
`,
  async run(args, interruption) {
    const { values, positionals } = parseCommand(command, args, {
      ...fusionOption,
      details: { type: 'boolean', default: false },
      watch: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    });
    if (positionals.length > 0) {
      throw new UsageError(`expected options only, found "${positionals[0]}"`, command);
    }
    const target = fusionTarget(command, values.fusion);
    const { details, json } = values;
    if (values.watch) {
      await watch(target, { details, json }, interruption);
    } else {
      show(await askRegistry(target, (registry) => registry.list()), { details, json });
    }
    return exitCode.ok;
  },
};

interface Look {
  readonly details: boolean;
  readonly json: boolean;
}

function show(registry: ListSpecialistsResponse, { details, json }: Look, indent = 2): void {
  const instances = instancesJson(registry);
  const text = json
    ? `${JSON.stringify(instances, null, indent)}\n`
    : renderInstances(instances, terminal(), details);
  process.stdout.write(text);
}

async function watch(target: string, look: Look, { signal }: Interruption): Promise<void> {
  let last: ListSpecialistsResponse | undefined;
  const say = (data: object, text: string): void =>
    void process.stdout.write(`${look.json ? JSON.stringify(data) : text}\n`);
  const watcher = {
    onRegistry(registry: ListSpecialistsResponse) {
      const at = new Date();
      if (last === undefined) {
        show(registry, look, 0);
      } else {
        for (const change of registryChanges(last, registry)) {
          say({ at: at.toISOString(), ...change }, renderChange(change, at, terminal()));
        }
      }
      last = registry;
    },
    onAway({ code }: { readonly code: string }) {
      const at = new Date();
      const text = `${at.toTimeString().slice(0, 8)}  fusion-llm at ${target} is away (${code})`;
      say({ at: at.toISOString(), what: 'away', target, reason: code }, text);
    },
  };
  await watchRegistry(target, watcher, signal).catch((error: unknown) => {
    throw explained(error);
  });
}

const terminal = () => describeTerminal(process.stdout, process.env);
