// SPDX-License-Identifier: Apache-2.0
import { exitCode, parseCommand, UsageError } from '../usage.js';
import { askRegistry, fusionHelp, fusionOption, fusionTarget } from './registry/ask-registry.js';
import { printActive } from './registry/print-active.js';
import type { Subcommand } from '../command-group.js';

const command = 'specialist rollback';

export const subcommand: Subcommand = {
  summary: 'go back to the version used before the last change',
  help: `asarg specialist rollback - have reports use the version before the last change again

Usage
  asarg specialist rollback NAME [options]

Options
${fusionHelp}`,
  async run(args) {
    const { values, positionals } = parseCommand(command, args, fusionOption);
    const [name, ...rest] = positionals;
    if (name === undefined || rest.length > 0) {
      throw new UsageError(`expected one NAME, found ${positionals.length} arguments`, command);
    }
    const target = fusionTarget(command, values.fusion);
    printActive(await askRegistry(target, (registry) => registry.rollBack(name)));
    return exitCode.ok;
  },
};
