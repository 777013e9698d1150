// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMesh, type Mesh } from '@asarg/cli';

/** What every benchmark needs to know. */
export interface BenchContext {
  readonly file: string;
  readonly rounds: number;
  readonly bundlesFolder: string;
  /** How long a benchmark that goes by time takes. */
  readonly minutes: number;
  /** Whether plots are written to docs/images. */
  readonly plots: boolean;
  /** Says what is going on, for the person who waits. */
  readonly say: (text: string) => void;
}

/** Runs `work` with a mesh of its own, in a folder of its own; both are gone afterwards. */
export async function withMesh<T>(
  context: BenchContext,
  work: (mesh: Mesh) => Promise<T>,
  environment: Readonly<Record<string, string>> = {},
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'asarg-bench-'));
  const mesh = await startMesh({
    ports: 'free',
    folder,
    bundlesFolder: context.bundlesFolder,
    drainMs: 2_000,
    environment: { ...process.env, ...environment },
  });
  try {
    if (mesh.notActive.length > 0) {
      throw new Error(`expected every specialist in use, found not: ${mesh.notActive.join(', ')}`);
    }
    return await work(mesh);
  } finally {
    await mesh.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Machine class, date and Node version, for the line under a table. */
export function circumstances(): string {
  const date = new Date().toISOString().slice(0, 10);
  return `${availableParallelism()} cores, ${date}, Node ${process.versions.node}.`;
}

/** Milliseconds that some work takes, and its result. */
export async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; value: T }> {
  const from = performance.now();
  const value = await work();
  return { ms: performance.now() - from, value };
}
