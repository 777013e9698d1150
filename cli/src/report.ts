// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Interruption } from './interruption.js';
import { checkFile, makeAndPrint } from './make-and-print.js';
import { startMesh } from './mesh.js';
import { isGateway } from './probes.js';
import type { ReportCommand } from './report-options.js';
import { createStartupProgress } from './startup-progress.js';
import { describeTerminal } from './terminal.js';

const usualUrl = 'http://127.0.0.1:8080';
const lookForGatewayMs = 1_500;
const temporaryDrainMs = 2_000;

/** Runs `work` against a mesh of its own, which is gone afterwards. */
async function withTemporaryMesh(
  interruption: Interruption,
  work: (gatewayUrl: string) => Promise<number>,
): Promise<number> {
  const terminal = describeTerminal(process.stderr, process.env);
  process.stderr.write(
    `  no gateway at ${usualUrl}: starting a temporary mesh\n  (\`asarg up\` keeps one running)\n\n`,
  );
  const folder = await mkdtemp(join(tmpdir(), 'asarg-'));
  const progress = createStartupProgress(process.stderr, terminal);
  // On a failed start the folder stays: the message points at the log in it.
  const mesh = await startMesh({
    ports: 'free',
    folder,
    drainMs: temporaryDrainMs,
    onPlan: progress.onPlan,
    onEvent: progress.onEvent,
    signal: interruption.signal,
  }).finally(progress.finish);
  interruption.onSecond(mesh.kill);
  try {
    return await work(mesh.gatewayUrl);
  } finally {
    await mesh.close();
    await rm(folder, { recursive: true, force: true });
    process.stderr.write('  temporary mesh stopped\n');
  }
}

/** `asarg report`. @returns the exit code. */
export async function report(command: ReportCommand, interruption: Interruption): Promise<number> {
  await checkFile(command.file);
  const work = (gatewayUrl: string): Promise<number> =>
    makeAndPrint({ ...command, gatewayUrl, signal: interruption.signal });
  if (command.url) return work(command.url);
  if (await isGateway(usualUrl, lookForGatewayMs)) return work(usualUrl);
  return withTemporaryMesh(interruption, work);
}
