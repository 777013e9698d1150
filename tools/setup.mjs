// SPDX-License-Identifier: Apache-2.0
// Brings a checkout to a built state with nothing but the system's Node and npm: installs when the
// lock file changed since the last install, then builds (cached by Nx). Runs on Node 20 or newer.
import { createHash } from 'node:crypto';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
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

/**
 * Builds every package. Tells on stderr how far it is, so that stdout stays the command's own, and
 * shows what the tools said only if one fails; then it ends this process.
 */
export async function build() {
  const started = performance.now();
  const args = ['nx', 'run-many', '-t', 'build', '--output-style=static', '--parallel=2'];
  const child = spawn('npx', args, {
    cwd: root,
    env: { ...projectEnvironment(), FORCE_COLOR: '0' },
    shell: process.platform === 'win32',
  });
  let output = '';
  const tell = (text) => process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${text}` : '');
  const take = (chunk) => {
    output += chunk;
    tell(`Building… ${output.match(/^> nx run /gm)?.length ?? 0} tasks done`);
  };
  child.stdout.setEncoding('utf8').on('data', take);
  child.stderr.setEncoding('utf8').on('data', take);
  const [code] = await once(child, 'close');
  tell('');
  if (code !== 0) {
    process.stderr.write(output);
    process.exit(code ?? 1);
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stderr.write(`Built in ${seconds} s\n`);
}
