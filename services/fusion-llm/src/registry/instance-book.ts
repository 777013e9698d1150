// SPDX-License-Identifier: Apache-2.0
import type { ListedInstance, Listing, RefusedInstance, SourceName } from './registry-source.js';
import type { InstanceFacts, WatchedInstance } from './watch-instance.js';

/** An instance with what the registry has decided about it. */
export interface BookedInstance extends ListedInstance {
  /** The source that lists it; the last one that did if none does any more. */
  source: SourceName;
  isListed: boolean;
  readonly watched: WatchedInstance;
  /** Whether reports that begin now use it. */
  isActive: boolean;
  /** The last epoch whose reports used it; undefined if none ever did. */
  lastEpoch?: number;
}

/** All instances that some source lists, or that reports in progress still use. */
export interface InstanceBook {
  /** In the order in which they were first listed. */
  readonly all: readonly BookedInstance[];
  /** Entries refused by their sources. */
  readonly refused: readonly (RefusedInstance & { readonly source: SourceName })[];
  /** Takes over what a source lists now, in place of what it listed before. */
  take(source: SourceName, listing: Listing): void;
  /** Forgets an instance. */
  remove(instance: BookedInstance): void;
  close(): void;
}

/** An empty book. `watch` begins to look after an instance. */
export function createInstanceBook(
  watch: (listed: ListedInstance, onChange: (facts: InstanceFacts) => void) => WatchedInstance,
  onFacts: (instance: BookedInstance) => void,
): InstanceBook {
  const listings = new Map<SourceName, Listing>();
  const booked = new Map<string, BookedInstance>();

  function add(listed: ListedInstance, source: SourceName): void {
    const key = keyOf(listed);
    const watched = watch(listed, () => {
      const instance = booked.get(key);
      if (instance !== undefined) {
        onFacts(instance);
      }
    });
    booked.set(key, { ...listed, source, isListed: true, watched, isActive: false });
  }

  return {
    get all() {
      return [...booked.values()];
    },
    get refused() {
      return [...listings].flatMap(([source, { refused }]) =>
        refused.map((entry) => ({ ...entry, source })),
      );
    },
    take(source, listing) {
      listings.set(source, listing);
      booked.forEach((instance) => {
        instance.isListed = false;
      });
      for (const [from, { listed }] of listings) {
        for (const entry of listed) {
          const known = booked.get(keyOf(entry));
          if (known === undefined) {
            add(entry, from);
          } else if (!known.isListed) {
            known.isListed = true;
            known.source = from;
          }
        }
      }
    },
    remove(instance) {
      instance.watched.close();
      booked.delete(keyOf(instance));
    },
    close() {
      booked.forEach(({ watched }) => watched.close());
      booked.clear();
    },
  };
}

function keyOf({ name, address }: ListedInstance): string {
  return `${name} ${address}`;
}
