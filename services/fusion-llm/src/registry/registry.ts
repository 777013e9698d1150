// SPDX-License-Identifier: Apache-2.0
import type { ShadowComparison } from '@asarg/contracts';
import { createLoadBook, type LoadBook, type SpecialistClient } from '@asarg/mesh-client';
import type { FusionSlot } from '@asarg/model-bundle';
import type { Logger } from '@asarg/service-kit';
import type { Admit } from './admit.js';
import { bindSlots } from './bind-slots.js';
import { entryOf } from './entry-of.js';
import { createEpochs } from './epochs.js';
import { createInstanceBook, type BookedInstance } from './instance-book.js';
import type { RegistryEntry } from './registry-entry.js';
import type { RegistrySnapshot, ServedVersion } from './registry-snapshot.js';
import type { RegistrySource } from './registry-source.js';
import type { MeshPolicy } from './specialist-policy.js';
import { createVersionChoice, isAdmitted } from './version-choice.js';
import { watchInstance } from './watch-instance.js';

/** A snapshot that a report uses; what it names keeps answering until `release`. */
export interface HeldSnapshot {
  readonly snapshot: RegistrySnapshot;
  release(): void;
}

/** An instance that answers calls now. */
export interface CallableInstance {
  /** gRPC target, host:port. */
  readonly address: string;
  readonly client: SpecialistClient;
}

/** Which specialists there are, kept up to date. */
export interface Registry {
  snapshot(): RegistrySnapshot;
  /** The snapshot, held: instances that it uses drain only after every holder has released it. */
  acquire(): HeldSnapshot;
  /** Tells of every new snapshot; returns how to stop. */
  subscribe(listener: (snapshot: RegistrySnapshot) => void): () => void;
  /** The instances of a version to call now: the active ones, else those that drain or wait. */
  instancesOf(specialist: string, version: string): readonly CallableInstance[];
  /** Looks at a specialist's instances at once. */
  nudge(specialist: string): void;
  /** Chooses a version from the next report on, see `VersionChoice.promote`. */
  promote(specialist: string, version: string, reason: string): RegistrySnapshot;
  /** Goes back to the version chosen before, see `VersionChoice.rollBack`. */
  rollBack(specialist: string): RegistrySnapshot;
  /** Shows how a shadow version compares. */
  showComparison(specialist: string, comparison: ShadowComparison): void;
  close(): void;
}

export interface RegistryOptions {
  readonly sources: readonly RegistrySource[];
  readonly slots: readonly FusionSlot[];
  readonly admit: Admit;
  /** The policies as they are now. */
  readonly policy: () => MeshPolicy;
  readonly logger: Logger;
  /** Where the load that instances report is kept. @default kept nowhere else */
  readonly loads?: LoadBook;
}

/** Opens a registry over its sources, and waits for the first look of each. */
export async function openRegistry(options: RegistryOptions): Promise<Registry> {
  const { sources, slots, admit, policy, logger, loads = createLoadBook() } = options;
  const listeners = new Set<(snapshot: RegistrySnapshot) => void>();
  const comparisons = new Map<string, ShadowComparison>();
  const epochs = createEpochs(refresh);
  const choice = createVersionChoice((name) => policy().of(name).swap, logger);
  const book = createInstanceBook(
    (listed, onChange) =>
      watchInstance(listed, { admit, policy: () => policy().of(listed.name), loads, onChange }),
    ({ name, address, watched: { facts } }) => {
      const { condition, reason, version } = facts;
      const level = condition === 'ADMITTED' || condition === 'DESCRIBED' ? 'info' : 'warn';
      logger[level]({ specialist: name, address, condition, reason, version }, 'instance changed');
      refresh();
    },
  );
  let snapshot = take();
  let shown = '';

  function refresh(): void {
    const before = book.all.filter(({ isActive }) => isActive);
    choice.update(book.all);
    const after = book.all.filter(({ isActive }) => isActive);
    if (before.length !== after.length || before.some((instance, i) => instance !== after[i])) {
      before.forEach((instance) => {
        instance.lastEpoch = epochs.current;
      });
      epochs.advance();
    }
    book.all
      .filter((one) => !one.isListed && !one.isActive && !isDraining(one))
      .forEach((one) => book.remove(one));
    publish();
  }

  function publish(): void {
    const next = take();
    const { epoch: _, ...rest } = next;
    const text = JSON.stringify(rest);
    snapshot = next;
    if (text !== shown) {
      shown = text;
      listeners.forEach((listener) => listener(next));
    }
  }

  function take(): RegistrySnapshot {
    const entries = entriesOf();
    return {
      epoch: epochs.current,
      entries,
      active: served(entries, 'ACTIVE'),
      shadows: served(entries, 'SHADOW'),
      versions: choice.list(),
      bindings: bindSlots(slots, entries),
    };
  }

  function entriesOf(): RegistryEntry[] {
    const refused = book.refused.map((entry) => ({ ...entry, state: 'QUARANTINED' as const }));
    const booked = book.all.map((instance) =>
      entryOf(
        instance,
        choice.of(instance.name),
        isDraining(instance),
        comparisons.get(instance.name),
      ),
    );
    return [...booked, ...refused].toSorted((a, b) =>
      a.name === b.name ? (a.address < b.address ? -1 : 1) : a.name < b.name ? -1 : 1,
    );
  }

  function isDraining({ isActive, lastEpoch }: BookedInstance): boolean {
    return !isActive && lastEpoch !== undefined && epochs.isInUse(lastEpoch);
  }

  for (const source of sources) {
    await source.start((listing) => {
      listing.refused.forEach(({ name, reason }) =>
        logger.warn({ specialist: name, source: source.name, reason }, 'entry refused'),
      );
      book.take(source.name, listing);
      refresh();
    });
  }

  return {
    snapshot: () => snapshot,
    acquire: () => ({ snapshot, release: epochs.hold() }),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    instancesOf(specialist, version) {
      const admitted = book.all.filter(
        (one) =>
          one.name === specialist && one.watched.facts.version === version && isAdmitted(one),
      );
      const active = admitted.filter(({ isActive }) => isActive);
      return (active.length > 0 ? active : admitted).map(({ address, watched: { client } }) => {
        return { address, client };
      });
    },
    nudge: (specialist) =>
      book.all.filter(({ name }) => name === specialist).forEach(({ watched }) => watched.nudge()),
    promote(specialist, version, reason) {
      choice.promote(specialist, version, reason, book.all);
      refresh();
      return snapshot;
    },
    rollBack(specialist) {
      choice.rollBack(specialist, book.all);
      refresh();
      return snapshot;
    },
    showComparison(specialist, comparison) {
      comparisons.set(specialist, comparison);
      publish();
    },
    close() {
      sources.forEach((source) => source.close());
      book.close();
      listeners.clear();
    },
  };
}

/** The versions that have an entry in a state, each once. */
function served(entries: readonly RegistryEntry[], state: RegistryEntry['state']): ServedVersion[] {
  const versions = new Map<string, ServedVersion>();
  for (const { name, version, description, ...entry } of entries) {
    if (entry.state === state && version !== undefined && description !== undefined) {
      versions.set(name, { specialist: name, version, description });
    }
  }
  return [...versions.values()];
}
