// SPDX-License-Identifier: Apache-2.0
// Brings a checkout to a built state with nothing but the system's Node and npm: installs when the
// lock file changed since the last install, then builds (cached by Nx). Runs on Node 20 or newer.
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../', import.meta.url));
const stamp = path.join(root, 'node_modules', '.asarg-lock-digest');

/** Environment in which `node` is the project's own Node. */
export function projectEnvironment() {
  const bin = path.join(root, 'node_modules', '.bin');
  return { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH}` };
}

/** Runs a command in the root and ends this process with its code if it fails. */
export function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: projectEnvironment(),
    shell: process.platform === 'win32',
    ...options,
  });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

/** Installs if needed. */
export function install() {
  const digest = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return;
  process.stderr.write('Installing dependencies (once)…\n');
  run('npm', ['ci'], { stdio: ['ignore', 2, 2] });
  writeFileSync(stamp, digest);
}

/** Builds every package; progress goes to stderr so that stdout stays the command's own. */
export function build() {
  process.stderr.write('Building…\n');
  run('npx', ['nx', 'run-many', '-t', 'build', '--output-style=static', '--parallel=2'], {
    stdio: ['ignore', 2, 2],
  });
}
