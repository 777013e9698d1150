// SPDX-License-Identifier: Apache-2.0
import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { haveBaseImage } from './base-image.js';
import { buildMeshImage } from './mesh-image.js';
import { removeLeftovers } from './leftovers.js';
import { hasEngine, startEngine, whyNoEngine } from './start-engine.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Why nothing here can run; empty if it can. */
    readonly skipped: string;
    /** Whether iptables of this machine see the containers' packets. */
    readonly ownEngine: boolean;
  }
}

/** Images and layers stay here, for all checkouts. */
const cache = path.join(
  process.env['XDG_CACHE_HOME'] || path.join(homedir(), '.cache'),
  'asarg/containers',
);

/** Starts an engine, makes the image, and says how long that took. @returns what undoes it. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const skipped = (await hasEngine()) ? '' : (whyNoEngine() ?? '');
  project.provide('skipped', skipped);
  if (skipped) {
    project.provide('ownEngine', false);
    say(`Container tests are skipped: ${skipped}`);
    return async () => undefined;
  }
  const started = performance.now();
  const since = (): string => `${((performance.now() - started) / 1000).toFixed(0)} s`;
  await mkdir(cache, { recursive: true });
  const engine = await startEngine(path.join(cache, 'engine'), say);
  // The clients of this process and of the tests' are told the same way as anybody's.
  process.env['DOCKER_HOST'] = engine.host;
  process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true';
  project.provide('ownEngine', engine.isOwn);
  const tearDown = async (): Promise<void> => {
    await removeLeftovers().catch((error: Error) => say(error.message));
    await engine.stop();
  };
  try {
    await removeLeftovers();
    say(`engine after ${since()}`);
    await haveBaseImage(cache, say);
    say(`base image after ${since()}`);
    await buildMeshImage();
    say(`image after ${since()}`);
  } catch (error) {
    await tearDown();
    throw error;
  }
  return tearDown;
}
