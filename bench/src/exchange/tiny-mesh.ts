// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { specialistNames } from '@asarg/cli';
import { SpecialistState, type WatchSpecialistsResponse } from '@asarg/contracts';
import { createRegistryClient, type RegistryClient } from '@asarg/mesh-client';
import { readFusionBundle } from '@asarg/model-bundle';
import type { BenchContext } from '../bench-context.js';
import { spawnService, type SpawnedService } from './spawn-service.js';
import { writeTinyBundle } from './tiny-bundles.js';

/** Name of a specialist of the compact bundle. */
export type Name = (typeof specialistNames)[number];

/** fusion-llm with its real bundle over tiny specialists, each a real process. */
export interface TinyMesh {
  /** gRPC target of fusion-llm. */
  readonly address: string;
  /** Process id of fusion-llm. */
  readonly fusionPid: number;
  readonly registry: RegistryClient;
  /** Starts an instance of a version; nobody uses it before it is listed. */
  start(name: Name, version: number, listen?: string): Promise<SpawnedService>;
  /** Starts an instance of the real bundle instead. */
  startReal(name: Name): Promise<SpawnedService>;
  /** Starts another fusion-llm over the same registry file. */
  startReplica(settings: Readonly<Record<string, string>>): Promise<SpawnedService>;
  /** Writes the registry file: the addresses of each specialist, and policies. */
  list(addresses: Readonly<Record<string, readonly string[]>>, more?: object): Promise<void>;
  /** Waits until the registry is as wanted. */
  until(isWanted: (state: WatchSpecialistsResponse) => boolean): Promise<WatchSpecialistsResponse>;
  close(): Promise<void>;
}

/** Starts fusion-llm; specialists are started and listed by the caller. */
export async function startTinyMesh(context: BenchContext): Promise<TinyMesh> {
  const folder = await mkdtemp(join(tmpdir(), 'asarg-exchange-'));
  const bundleFolder = join(context.bundlesFolder, 'fusion');
  const bundle = await readFusionBundle(bundleFolder);
  const registryFile = join(folder, 'registry.json');
  const running: SpawnedService[] = [];

  async function list(addresses: Readonly<Record<string, readonly string[]>>, more: object = {}) {
    const specialists = Object.entries(addresses).flatMap(([name, all]) =>
      all.map((address) => ({ name, address })),
    );
    const file = { schema: 'asarg.registry/1', specialists, ...more };
    await writeFile(`${registryFile}.new`, JSON.stringify(file));
    await rename(`${registryFile}.new`, registryFile);
  }

  await list({});
  async function startReplica(settings: Readonly<Record<string, string>>): Promise<SpawnedService> {
    const replica = await spawnService('fusion-llm', {
      ASARG_BUNDLE: bundleFolder,
      ASARG_REGISTRY: registryFile,
      ASARG_MAX_REPORTS: '64',
      ASARG_LOG_LEVEL: 'info',
      ...settings,
    });
    running.push(replica);
    return replica;
  }

  async function startFrom(name: Name, bundle: string, listen: string): Promise<SpawnedService> {
    const service = await spawnService(name, { ASARG_BUNDLE: bundle, ASARG_LISTEN: listen });
    running.push(service);
    return service;
  }

  const fusion = await startReplica({});
  const registry = createRegistryClient(fusion.address);

  return {
    address: fusion.address,
    fusionPid: fusion.pid,
    registry,
    startReplica,
    async start(name, version, listen = '127.0.0.1:0') {
      const own = join(folder, `${name}-${version}`);
      await writeTinyBundle(own, name, `${version}.0.0`, version / 1000, bundle);
      return startFrom(name, own, listen);
    },
    startReal: (name) => startFrom(name, join(context.bundlesFolder, name), '127.0.0.1:0'),
    list,
    async until(isWanted) {
      for await (const state of registry.watch({ deadlineMs: 120_000 })) {
        if (isWanted(state)) return state;
      }
      throw new Error('expected the registry to change, found the end of the watch');
    },
    async close() {
      registry.close();
      await Promise.all(running.map((service) => service.kill('SIGTERM')));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Whether an instance, or the version of a specialist, is the one that reports use. */
export function isActive(
  { specialists }: WatchSpecialistsResponse,
  name: Name,
  address: string,
): boolean {
  return specialists.some(
    (entry) =>
      entry.name === name && entry.address === address && entry.state === SpecialistState.ACTIVE,
  );
}
