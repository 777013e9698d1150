// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The folder of the example. */
export const example = path.resolve(import.meta.dirname, '../../examples/python-specialist');

/** An interpreter with the packages of the example, or why there is none. */
export type PythonEnvironment =
  | { readonly $case: 'ready'; readonly python: string }
  | { readonly $case: 'missing'; readonly reason: string };

/**
 * Makes the example's `.venv`, unless it is there and of the same requirements.
 * @throws Error if the packages cannot be installed.
 */
export async function pythonEnvironment(): Promise<PythonEnvironment> {
  const folder = path.join(example, '.venv');
  const python = path.join(folder, process.platform === 'win32' ? 'Scripts' : 'bin', 'python');
  const requirements = path.join(example, 'requirements.txt');
  const stamp = path.join(folder, 'requirements-digest');
  const digest = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex');
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === digest) {
    return { $case: 'ready', python };
  }
  const reason = await whyNoPython();
  if (reason !== undefined) {
    return { $case: 'missing', reason };
  }
  await rm(folder, { recursive: true, force: true });
  await run('python3', ['-m', 'venv', folder]);
  await run(python, ['-m', 'pip', 'install', '--quiet', '--requirement', requirements]);
  await writeFile(stamp, digest);
  return { $case: 'ready', python };
}

async function whyNoPython(): Promise<string | undefined> {
  const check = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 9))';
  try {
    await run('python3', ['-c', check]);
    return undefined;
  } catch (error) {
    const { code, stderr = '' } = error as { code?: unknown; stderr?: string };
    const why = code === 'ENOENT' ? 'no such command' : stderr.trim().split('\n').at(-1);
    return `expected python3, 3.9 or newer, with venv and pip; found ${why || 'an older one'}`;
  }
}
