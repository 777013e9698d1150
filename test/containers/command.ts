// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';

const exec = promisify(execFile);

/** Docker's client. Debian's has BuildKit in itself; others need a plugin that may not be there. */
export const dockerClient = (): string =>
  existsSync('/usr/bin/docker') ? '/usr/bin/docker' : 'docker';

/** How a command is run. */
export interface CommandOptions {
  readonly cwd?: string;
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a command. @returns what it printed. @throws Error with the command and its last lines. */
export async function command(
  file: string,
  args: readonly string[],
  { cwd, env }: CommandOptions = {},
): Promise<string> {
  try {
    const { stdout } = await exec(file, args, {
      ...(cwd !== undefined && { cwd }),
      env: { ...process.env, ...env },
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout.trim();
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    const said = `${stdout}\n${stderr}`.trim().split('\n').slice(-25).join('\n');
    throw new Error(`${file} ${args.join(' ')}\n${said || (error as Error).message}`, {
      cause: error,
    });
  }
}

/** Whether a command runs and succeeds. */
export async function succeeds(file: string, args: readonly string[]): Promise<boolean> {
  return command(file, args).then(
    () => true,
    () => false,
  );
}
