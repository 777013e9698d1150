// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Interruption } from '../interruption.js';
import { startMesh } from '../mesh.js';
import { isGateway } from '../probes.js';
import { createStartupProgress } from '../startup-progress.js';
import { describeTerminal } from '../terminal.js';

/** A mesh to ask. */
export interface MeshAccess {
  readonly gatewayUrl: string;
  /** gRPC address of a specialist. @throws Error when the mesh has none of that name. */
  specialist(name: string): Promise<string>;
}

export interface MeshChoice {
  /** Gateway to use; else one on the usual port, else a temporary mesh. */
  readonly url: string | undefined;
  /** Bundles of a temporary mesh. */
  readonly bundlesFolder: string | undefined;
}

const usualUrl = 'http://127.0.0.1:8080';
const lookForGatewayMs = 1_500;
const temporaryDrainMs = 2_000;

/** Runs `work` against a running mesh, or a temporary one that is gone afterwards. */
export async function withMesh<T>(
  choice: MeshChoice,
  interruption: Interruption,
  work: (mesh: MeshAccess) => Promise<T>,
): Promise<T> {
  if (choice.url) return work(accessTo(choice.url));
  if (!choice.bundlesFolder && (await isGateway(usualUrl, lookForGatewayMs))) {
    return work(accessTo(usualUrl));
  }
  const terminal = describeTerminal(process.stderr, process.env);
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
    return await work(accessTo(mesh.gatewayUrl));
  } finally {
    await mesh.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function accessTo(gatewayUrl: string): MeshAccess {
  return {
    gatewayUrl,
    async specialist(name) {
      const response = await fetch(new URL('/v1/specialists', gatewayUrl));
      const { specialists = [] } = (await response.json()) as {
        specialists?: readonly { readonly name: string; readonly address: string }[];
      };
      const found = specialists.find((one) => one.name === name);
      if (found) return found.address;
      const names = specialists.map((one) => one.name).join(', ') || 'none';
      throw new Error(
        `expected a specialist "${name}" in the mesh at ${gatewayUrl}, found ${names}`,
      );
    },
  };
}
