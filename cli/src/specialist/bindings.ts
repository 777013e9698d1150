// SPDX-License-Identifier: Apache-2.0
import { describeTerminal } from '../terminal.js';
import { exitCode, parseCommand, UsageError } from '../usage.js';
import { askRegistry, fusionHelp, fusionOption, fusionTarget } from './registry/ask-registry.js';
import { bindingsJson } from './registry/registry-json.js';
import { renderBindings } from './registry/render-bindings.js';
import type { Subcommand } from '../command-group.js';

const command = 'specialist bindings';

export const subcommand: Subcommand = {
  summary: 'what feeds each slot of the fusion, and what stands in',
  help: `asarg specialist bindings - which specialist feeds which slot of the fusion bundle

Usage
  asarg specialist bindings [options]

Options
  --json               as JSON, with the ids of all classes
${fusionHelp}
A slot, or a class of one, that nobody feeds uses its learned null embedding. Classes that no slot
was trained on still ground sentences and are drawn by the viewer.
`,
  async run(args) {
    const { values, positionals } = parseCommand(command, args, {
      ...fusionOption,
      json: { type: 'boolean' },
    });
    if (positionals.length > 0) {
      throw new UsageError(`expected options only, found "${positionals[0]}"`, command);
    }
    const target = fusionTarget(command, values.fusion);
    const bindings = bindingsJson(await askRegistry(target, (registry) => registry.list()));
    process.stdout.write(
      values.json
        ? `${JSON.stringify(bindings, null, 2)}\n`
        : renderBindings(bindings, describeTerminal(process.stdout, process.env)),
    );
    return exitCode.ok;
  },
};
