// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { command } from './command.js';

const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];

/** PATH with the folders that only root usually has in it. */
export const pathWithSystem = folders.join(delimiter);

/** Path of a program, in any of these folders. */
export function findProgram(name: string): string | undefined {
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/**
 * Installs the Debian packages of programs that are missing; does nothing if there are none.
 * @param wanted package by program.
 */
export async function installMissing(
  wanted: Readonly<Record<string, string>>,
  say: (line: string) => void,
): Promise<void> {
  const packages = Object.entries(wanted)
    .filter(([program]) => findProgram(program) === undefined)
    .map(([, name]) => name);
  if (packages.length === 0) return;
  say(`Installing ${packages.join(', ')}…`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const args = ['-qq', 'install', '-y', '--no-install-recommends', ...packages];
  // On a new machine there are no lists of packages yet, on an old one they are of the past.
  await command('apt-get', args, { env }).catch(async () => {
    await command('apt-get', ['-qq', 'update']);
    await command('apt-get', args, { env });
  });
}
