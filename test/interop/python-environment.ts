// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The interpreter with the requirements; empty if there is none. */
    readonly python: string;
  }
}

const requirements = path.join(import.meta.dirname, 'requirements.txt');
const environment = path.resolve(import.meta.dirname, '../../.venv-interop');
const interpreter = path.join(
  environment,
  ...(process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python']),
);
const installLimitMs = 600_000;

/** Sets up the Python environment once for all tests, again when the requirements change. */
export default function setup(project: TestProject): void {
  const reason = prepare();
  if (reason) process.stderr.write(`interoperability tests are skipped: ${reason}\n`);
  project.provide('python', reason ? '' : interpreter);
}

/** @returns why there is no environment; undefined if there is one. */
function prepare(): string | undefined {
  const digest = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  const stamp = path.join(environment, 'requirements-digest');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return undefined;
  process.stderr.write('Installing tritonclient and MLServer (once)…\n');
  const failure =
    failureOf(process.env['ASARG_PYTHON'] ?? 'python3', ['-m', 'venv', environment]) ??
    failureOf(interpreter, ['-m', 'pip', 'install', '--quiet', '-r', requirements]);
  if (!failure) writeFileSync(stamp, digest);
  return failure;
}

function failureOf(command: string, args: readonly string[]): string | undefined {
  const { status, error, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    timeout: installLimitMs,
  });
  if (status === 0) return undefined;
  const why = error?.message ?? (stderr.trim().split('\n').at(-1) || `exit code ${status}`);
  return `${command} ${args.slice(0, 3).join(' ')} failed: ${why}`;
}
