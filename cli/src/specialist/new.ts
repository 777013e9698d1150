// SPDX-License-Identifier: Apache-2.0
import { exitCode } from '../usage.js';
import { makeBundle } from './new/make-bundle.js';
import { readNewCommand } from './new/new-command.js';
import { newHelp } from './new/new-help.js';
import type { Subcommand } from '../command-group.js';

export const subcommand: Subcommand = {
  summary: 'make a bundle of an ONNX network, without code',
  help: newHelp,
  async run(args) {
    const command = readNewCommand(args);
    const said = args.map((arg) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg}'`)).join(' ');
    process.stdout.write(await makeBundle(command, `npx asarg specialist new ${said}`));
    return exitCode.ok;
  },
};
