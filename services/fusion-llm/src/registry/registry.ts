// SPDX-License-Identifier: Apache-2.0
import type { SlotBinding } from '@asarg/contracts';
import type { SpecialistClient } from '@asarg/mesh-client';
import type { FusionSlot } from '@asarg/model-bundle';
import type { Logger } from '@asarg/service-kit';
import { bindSlots } from './bind-slots.js';
import { parseRegistry, type RefusedEntry } from './parse-registry.js';
import type { RegistryEntry } from './registry-entry.js';
import { watchSpecialist, type WatchedSpecialist } from './watch-specialist.js';
import { watchTextFile } from './watch-text-file.js';

/** The registry at one moment. */
export interface RegistrySnapshot {
  /** Every entry, by name. */
  readonly entries: readonly RegistryEntry[];
  /** Every slot, in the bundle's order. */
  readonly bindings: readonly SlotBinding[];
}

/** Which specialists there are, kept up to date. */
export interface Registry {
  snapshot(): RegistrySnapshot;
  /** Tells of every new snapshot; returns how to stop. */
  subscribe(listener: (snapshot: RegistrySnapshot) => void): () => void;
  /** The client of an entry; undefined if it is not listed any more. */
  clientOf(name: string): SpecialistClient | undefined;
  /** Looks at an entry at once. */
  nudge(name: string): void;
  close(): void;
}

/** Opens a registry over a watched file; the file may come, change and go at any time. */
export async function openRegistry(
  path: string,
  slots: readonly FusionSlot[],
  logger: Logger,
): Promise<Registry> {
  const watched = new Map<string, WatchedSpecialist>();
  const listeners = new Set<(snapshot: RegistrySnapshot) => void>();
  let refused: readonly RegistryEntry[] = [];
  let snapshot: RegistrySnapshot = { entries: [], bindings: bindSlots(slots, []) };

  function publish(): void {
    const entries = [...[...watched.values()].map(({ entry }) => entry), ...refused].toSorted(
      (a, b) => (a.name < b.name ? -1 : 1),
    );
    snapshot = { entries, bindings: bindSlots(slots, entries) };
    listeners.forEach((listener) => listener(snapshot));
  }

  function onEntry({ name, address, state, reason, description }: RegistryEntry): void {
    const digest = description?.model?.digest;
    const level = state === 'ACTIVE' ? 'info' : 'warn';
    logger[level]({ specialist: name, address, state, reason, digest }, 'specialist changed');
    publish();
  }

  function onText(text: string): void {
    let parsed;
    try {
      parsed = parseRegistry(text);
    } catch (error) {
      onUnreadable(error as Error);
      return;
    }
    const listed = new Map(parsed.listed.map((entry) => [entry.name, entry]));
    for (const [name, { entry, close }] of watched) {
      if (listed.get(name)?.address !== entry.address) {
        close();
        watched.delete(name);
      }
    }
    for (const entry of parsed.listed) {
      if (!watched.has(entry.name)) {
        watched.set(entry.name, watchSpecialist(entry, onEntry));
      }
    }
    refused = parsed.refused.map(quarantined);
    parsed.refused.forEach(({ name, reason }) =>
      logger.warn({ specialist: name, reason }, 'registry entry refused'),
    );
    logger.info({ listed: listed.size, refused: refused.length }, 'registry file read');
    publish();
  }

  function onUnreadable(error: Error): void {
    logger.error({ reason: error.message, kept: watched.size }, 'registry file unreadable');
  }

  const file = await watchTextFile(path, { onText, onUnreadable });
  return {
    snapshot: () => snapshot,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    clientOf: (name) => watched.get(name)?.client,
    nudge: (name) => watched.get(name)?.nudge(),
    close() {
      file.close();
      watched.forEach(({ close }) => close());
      watched.clear();
      listeners.clear();
    },
  };
}

function quarantined({ name, address, reason }: RefusedEntry): RegistryEntry {
  return { name, address, state: 'QUARANTINED', reason };
}
