// SPDX-License-Identifier: Apache-2.0
import type { Interruption } from '../interruption.js';
import type { Subcommand } from '../specialist/subcommand.js';
import { exitCode, UsageError } from '../usage.js';

/** Loaded when called for, by name, in the order of the help. */
const subcommands: Readonly<Record<string, () => Promise<{ readonly subcommand: Subcommand }>>> = {
  keygen: () => import('./keygen.js'),
  sign: () => import('./sign.js'),
  verify: () => import('./verify.js'),
};

/**
 * `asarg bundle SUBCOMMAND …`. @returns the exit code.
 * @throws UsageError for a subcommand that there is none of.
 */
export async function bundle(args: readonly string[], interruption: Interruption): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '-h' || name === '--help') {
    process.stdout.write(await overview());
    return exitCode.ok;
  }
  const load = Object.hasOwn(subcommands, name) ? subcommands[name] : undefined;
  if (load === undefined) {
    const expected = Object.keys(subcommands).join(', ');
    throw new UsageError(`expected one of ${expected}; found "${name}"`, 'bundle');
  }
  const { subcommand } = await load();
  if (rest.includes('-h') || rest.includes('--help')) {
    process.stdout.write(subcommand.help);
    return exitCode.ok;
  }
  return subcommand.run(rest, interruption);
}

async function overview(): Promise<string> {
  const lines = await Promise.all(
    Object.entries(subcommands).map(async ([name, load]) => {
      const { subcommand } = await load();
      return `  asarg bundle ${name.padEnd(8)} ${subcommand.summary}\n`;
    }),
  );
  return `asarg bundle - sign model bundles and check them\n\nUsage\n${lines.join('')}
Options
  -h, --help           this text; \`asarg bundle NAME --help\` for one of them

Research use only, not for diagnosis.
`;
}
