// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Interruption } from './interruption.js';
import { startMesh } from './mesh.js';
import { isGateway } from './probes.js';
import { createStartupProgress } from './startup-progress.js';
import { describeTerminal } from './terminal.js';
import { usualGatewayUrl as usualUrl } from './usual-gateway.js';

export interface MeshChoice {
  /** Gateway to use; else one on the usual port, else a temporary mesh. */
  readonly url: string | undefined;
  /** Bundles of a temporary mesh. */
  readonly bundlesFolder?: string | undefined;
}

const lookForGatewayMs = 1_500;
const temporaryDrainMs = 2_000;

/**
 * Runs `work` with the URL of a running gateway, or of a temporary mesh that is gone afterwards. A
 * mesh that fails to start leaves its folder: the message points at the log in it.
 */
export async function withMesh<T>(
  choice: MeshChoice,
  interruption: Interruption,
  work: (gatewayUrl: string, isTemporary: boolean) => Promise<T>,
): Promise<T> {
  if (choice.url) return work(choice.url, false);
  if (!choice.bundlesFolder && (await isGateway(usualUrl, lookForGatewayMs))) {
    return work(usualUrl, false);
  }
  const terminal = describeTerminal(process.stderr, process.env);
  const reason = choice.bundlesFolder ? `for ${choice.bundlesFolder}` : `no gateway at ${usualUrl}`;
  process.stderr.write(
    `  ${reason}: starting a temporary mesh\n  (\`asarg up\` keeps one running)\n\n`,
  );
  const folder = await mkdtemp(join(tmpdir(), 'asarg-'));
  const progress = createStartupProgress(process.stderr, terminal);
  const mesh = await startMesh({
    ports: 'free',
    folder,
    bundlesFolder: choice.bundlesFolder,
    drainMs: temporaryDrainMs,
    onPlan: progress.onPlan,
    onEvent: progress.onEvent,
    signal: interruption.signal,
  }).finally(progress.finish);
  interruption.onSecond(mesh.kill);
  try {
    return await work(mesh.gatewayUrl, true);
  } finally {
    await mesh.close();
    await rm(folder, { recursive: true, force: true });
    process.stderr.write('  temporary mesh stopped\n');
  }
}
