// SPDX-License-Identifier: Apache-2.0
import type { Interruption } from './interruption.js';
import { exitCode, UsageError } from './usage.js';

/** One subcommand of a group, a file of its own. */
export interface Subcommand {
  /** One line for the list of subcommands. */
  readonly summary: string;
  /** Its whole help text. */
  readonly help: string;
  /**
   * Reads its arguments and runs. @returns the exit code.
   * @throws UsageError for a wrong command line.
   */
  run(args: readonly string[], interruption: Interruption): Promise<number>;
}

/** Commands under one name, such as `asarg specialist`. */
export interface CommandGroup {
  readonly name: string;
  /** One line for the head of the help. */
  readonly summary: string;
  /** Loaded when called for, by name, in the order of the help. */
  readonly subcommands: Readonly<
    Record<string, () => Promise<{ readonly subcommand: Subcommand }>>
  >;
}

/**
 * `asarg GROUP SUBCOMMAND …`. @returns the exit code.
 * @throws UsageError for a subcommand that there is none of.
 */
export async function runGroup(
  group: CommandGroup,
  args: readonly string[],
  interruption: Interruption,
): Promise<number> {
  const { name: groupName, subcommands } = group;
  const [name, ...rest] = args;
  if (name === undefined || name === '-h' || name === '--help') {
    process.stdout.write(await overview(group));
    return exitCode.ok;
  }
  const load = Object.hasOwn(subcommands, name) ? subcommands[name] : undefined;
  if (load === undefined) {
    const expected = Object.keys(subcommands).join(', ');
    throw new UsageError(`expected one of ${expected}; found "${name}"`, groupName);
  }
  const { subcommand } = await load();
  if (rest.includes('-h') || rest.includes('--help')) {
    process.stdout.write(subcommand.help);
    return exitCode.ok;
  }
  return subcommand.run(rest, interruption);
}

async function overview({ name: group, summary, subcommands }: CommandGroup): Promise<string> {
  const width = Math.max(...Object.keys(subcommands).map(({ length }) => length)) + 2;
  const lines = await Promise.all(
    Object.entries(subcommands).map(async ([name, load]) => {
      const { subcommand } = await load();
      return `  asarg ${group} ${name.padEnd(width)} ${subcommand.summary}\n`;
    }),
  );
  return `asarg ${group} - ${summary}\n\nUsage\n${lines.join('')}
Options
  -h, --help           this text; \`asarg ${group} NAME --help\` for one of them

Research use only, not for diagnosis.
`;
}
