// SPDX-License-Identifier: Apache-2.0
import type { ListSpecialistsResponse } from '@asarg/contracts';
import { createRegistryClient, MeshError } from '@asarg/mesh-client';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a watch tells. */
export interface RegistryWatcher {
  /** The registry as it is, first and after every change. */
  onRegistry(registry: ListSpecialistsResponse): void;
  /** The registry went away; it is tried until it is back. */
  onAway(error: MeshError): void;
}

const pauseMs = 1_000;

/**
 * Watches the registry at a target until the signal aborts.
 * @throws MeshError if it never answered.
 */
export async function watchRegistry(
  target: string,
  { onRegistry, onAway }: RegistryWatcher,
  signal: AbortSignal,
): Promise<void> {
  const client = createRegistryClient(target);
  let answered = false;
  let away = false;
  try {
    while (!signal.aborted) {
      try {
        for await (const registry of client.watch({ signal })) {
          answered = true;
          away = false;
          onRegistry(registry);
        }
      } catch (error) {
        if (signal.aborted) return;
        if (!answered || !(error instanceof MeshError)) throw error;
        if (!away) onAway(error);
        away = true;
      }
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    client.close();
  }
}
