// SPDX-License-Identifier: Apache-2.0
import type { Registry, Specialist, SpecialistClass } from '../api/mesh-types';

/** A specialist with all its instances. */
export interface SpecialistGroup {
  readonly name: string;
  readonly instances: readonly Specialist[];
  /** Slots of the fusion that it feeds. */
  readonly slots: readonly string[];
  /** Classes that it draws and no slot knows: they serve grounding and viewing only. */
  readonly further: readonly SpecialistClass[];
}

/** The instances by specialist, by name, those that reports use first. */
export function groupInstances({ specialists, bindings }: Registry): readonly SpecialistGroup[] {
  const known = new Set(bindings.flatMap(({ slotClasses }) => slotClasses));
  const groups = Map.groupBy(specialists, ({ name }) => name);
  return [...groups]
    .map(([name, members]) => {
      const instances = members.toSorted((a, b) => stateRank(a.state) - stateRank(b.state));
      const classes = instances[0]?.classes ?? [];
      return {
        name,
        instances,
        slots: bindings.filter(({ specialist }) => specialist === name).map(({ slot }) => slot),
        // Untrained classes are always empty: nothing rests on them.
        further: classes.filter(
          ({ id, provenance }) => provenance !== 'untrained' && !known.has(id),
        ),
      };
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

const ORDER = ['active', 'draining', 'shadow', 'probed', 'described', 'discovered'];

function stateRank(state: string): number {
  const rank = ORDER.indexOf(state);
  return rank < 0 ? ORDER.length : rank;
}
