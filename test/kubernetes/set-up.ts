// SPDX-License-Identifier: Apache-2.0
import { homedir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { buildPrograms, type Programs } from './build-programs.js';

declare module 'vitest' {
  interface ProvidedContext {
    readonly programs: Programs;
    readonly update: boolean;
  }
}

/** What is built stays here, for all checkouts. */
const cache =
  process.env['ASARG_KUBERNETES_CACHE'] ||
  path.join(process.env['XDG_CACHE_HOME'] || path.join(homedir(), '.cache'), 'asarg/kubernetes');

/** Builds the programs if need be, and says how long that took when it was not a matter of a look. */
export default async function setUp(project: TestProject): Promise<void> {
  const started = performance.now();
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  project.provide('programs', await buildPrograms(cache, say));
  const seconds = (performance.now() - started) / 1000;
  if (seconds > 1) say(`the programs are ready, after ${seconds.toFixed(0)} s`);
}
