// SPDX-License-Identifier: Apache-2.0
import type { Specialist } from '../api/mesh-types';
import { provenanceRank } from './provenance-words';

/** A class of the mesh with the strongest provenance that any specialist gives it. */
export interface CatalogueEntry {
  readonly id: number;
  readonly name: string;
  readonly superclasses: readonly string[];
  readonly provenance: string;
  /** Who gives it. */
  readonly specialist: string;
}

/** Classes of one superclass, in catalogue order. */
export interface ClassGroup {
  readonly name: string;
  readonly entries: readonly CatalogueEntry[];
}

/** What to show; an empty field shows all. */
export interface ClassFilter {
  /** Words that name, group or id must all hold, in any case. */
  readonly text: string;
  readonly provenance: string;
}

/** Name of the group of classes that belong to none. */
export const UNGROUPED = 'no group';

/** Every class that a specialist offers, once, by id. */
export function entriesOf(specialists: readonly Specialist[]): readonly CatalogueEntry[] {
  const byId = new Map<number, CatalogueEntry>();
  for (const { name: specialist, classes = [] } of specialists) {
    for (const { id, name, superclasses, provenance } of classes) {
      const known = byId.get(id);
      if (known && provenanceRank(known.provenance) <= provenanceRank(provenance)) continue;
      byId.set(id, { id, name, superclasses, provenance, specialist });
    }
  }
  return [...byId.values()].toSorted((a, b) => a.id - b.id);
}

/**
 * The entries that pass the filter, by superclass in order of first appearance, those of none last.
 * An entry of several superclasses is in each.
 */
export function groupClasses(
  entries: readonly CatalogueEntry[],
  { text, provenance }: ClassFilter,
): readonly ClassGroup[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const groups = new Map<string, CatalogueEntry[]>();
  const ungrouped: CatalogueEntry[] = [];
  for (const entry of entries) {
    if (provenance !== '' && entry.provenance !== provenance) continue;
    const said = [entry.name, entry.id, ...entry.superclasses].join(' ').toLowerCase();
    if (!words.every((word) => said.includes(word))) continue;
    if (entry.superclasses.length === 0) ungrouped.push(entry);
    for (const name of entry.superclasses) {
      groups.set(name, [...(groups.get(name) ?? []), entry]);
    }
  }
  const named = [...groups].map(([name, members]) => ({ name, entries: members }));
  return ungrouped.length === 0 ? named : [...named, { name: UNGROUPED, entries: ungrouped }];
}

/** How many classes have each provenance. */
export function countByProvenance(entries: readonly CatalogueEntry[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { provenance } of entries) counts.set(provenance, (counts.get(provenance) ?? 0) + 1);
  return counts;
}
