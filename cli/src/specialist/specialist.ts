// SPDX-License-Identifier: Apache-2.0
import type { Interruption } from '../interruption.js';
import { exitCode, UsageError } from '../usage.js';
import type { Subcommand } from './subcommand.js';

/** Loaded when called for, by name, in the order of the help. */
const subcommands: Readonly<Record<string, () => Promise<{ readonly subcommand: Subcommand }>>> = {
  new: () => import('./new.js'),
  serve: () => import('./serve.js'),
  conform: () => import('./conform.js'),
  list: () => import('./list.js'),
  bindings: () => import('./bindings.js'),
  promote: () => import('./promote.js'),
  rollback: () => import('./rollback.js'),
};

/**
 * `asarg specialist SUBCOMMAND …`. @returns the exit code.
 * @throws UsageError for a subcommand that there is none of.
 */
export async function specialist(
  args: readonly string[],
  interruption: Interruption,
): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '-h' || name === '--help') {
    process.stdout.write(await overview());
    return exitCode.ok;
  }
  const load = Object.hasOwn(subcommands, name) ? subcommands[name] : undefined;
  if (load === undefined) {
    const expected = Object.keys(subcommands).join(', ');
    throw new UsageError(`expected one of ${expected}; found "${name}"`, 'specialist');
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
      return `  asarg specialist ${name.padEnd(10)} ${subcommand.summary}\n`;
    }),
  );
  return `asarg specialist - bring a model into the mesh, check it, exchange it\n\nUsage\n${lines.join('')}
Options
  -h, --help           this text; \`asarg specialist NAME --help\` for one of them

Research use only, not for diagnosis.
`;
}
