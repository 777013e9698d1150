// SPDX-License-Identifier: Apache-2.0
import { exitCode, parseCommand, UsageError } from '../usage.js';
import { askRegistry, fusionHelp, fusionOption, fusionTarget } from './registry/ask-registry.js';
import { printActive } from './registry/print-active.js';
import type { Subcommand } from '../command-group.js';

const command = 'specialist promote';

export const subcommand: Subcommand = {
  summary: 'have reports use another version, from the next one on',
  help: `asarg specialist promote - make an admitted version the one that reports use

Usage
  asarg specialist promote NAME [VERSION] [options]

VERSION is a version that \`asarg specialist list\` shows, or its first characters; without it, the
only admitted version that is not active. Reports in progress end with the version they began with.

Options
${fusionHelp}`,
  async run(args) {
    const { values, positionals } = parseCommand(command, args, fusionOption);
    const [name, version = '', ...rest] = positionals;
    if (name === undefined || rest.length > 0) {
      throw new UsageError(
        `expected NAME and possibly VERSION, found ${positionals.length} arguments`,
        command,
      );
    }
    const target = fusionTarget(command, values.fusion);
    printActive(await askRegistry(target, (registry) => registry.promote(name, version)));
    return exitCode.ok;
  },
};
