// SPDX-License-Identifier: Apache-2.0
import { homedir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import type { ApiAccess } from './ask-api.js';
import { buildPrograms } from './build-programs.js';
import { startControlPlane } from './start-control-plane.js';

declare module 'vitest' {
  interface ProvidedContext {
    readonly access: ApiAccess;
    readonly kubeconfig: string;
    readonly kubectl: string;
    readonly update: boolean;
  }
}

/** What is built stays here, for all checkouts. */
const cache =
  process.env['ASARG_KUBERNETES_CACHE'] ||
  path.join(process.env['XDG_CACHE_HOME'] || path.join(homedir(), '.cache'), 'asarg/kubernetes');

/** Builds the programs if need be, and runs one API server for all files. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const started = performance.now();
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const programs = await buildPrograms(cache, say);
  const { access, kubeconfig, close } = await startControlPlane(programs);
  project.provide('access', access);
  project.provide('kubeconfig', kubeconfig);
  project.provide('kubectl', programs.kubectl);
  say(`an API server is ready, after ${((performance.now() - started) / 1000).toFixed(0)} s`);
  return close;
}
