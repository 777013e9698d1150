// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks';
import {
  type CatalogueEntry,
  type ClassFilter,
  countByProvenance,
  groupClasses,
} from './group-classes';
import { Instances } from './instances';
import { ProvenanceChip } from './provenance-chip';
import { PROVENANCES } from './provenance-words';
import { useCatalogue } from './use-catalogue';

/** Who is in the mesh, and every class it knows with what may rest on it; closed at first. */
export function CataloguePanel() {
  const [isOpen, setOpen] = useState(false);
  const { registry, entries, problem } = useCatalogue(isOpen);
  return (
    <details class="panel catalogue" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <h2>Catalogue</h2>
        <span class="quiet"> who is in the mesh, what it can draw, and what may rest on it</span>
      </summary>
      {problem && (
        <p class="notice notice-quiet" role="status">
          {problem.title}
        </p>
      )}
      {registry && <Instances registry={registry} />}
      {entries && <Classes entries={entries} />}
      {!entries && !problem && <p class="quiet">Asking the mesh</p>}
    </details>
  );
}

function Classes({ entries }: { readonly entries: readonly CatalogueEntry[] }) {
  const [filter, setFilter] = useState<ClassFilter>({ text: '', provenance: '' });
  const groups = groupClasses(entries, filter);
  const shown = new Set(groups.flatMap((group) => group.entries)).size;
  return (
    <>
      <h3 class="classes-heading">Classes</h3>
      <Legend
        entries={entries}
        chosen={filter.provenance}
        onChoose={(provenance) => setFilter({ ...filter, provenance })}
      />
      <p class="catalogue-filter">
        <label>
          <span>Filter</span>
          <input
            type="search"
            value={filter.text}
            placeholder="name, group or id"
            onInput={({ currentTarget }) => setFilter({ ...filter, text: currentTarget.value })}
          />
        </label>
        <span class="panel-figure" role="status">
          {shown} of {entries.length} classes
        </span>
      </p>
      <div class="class-groups">
        {groups.map((group) => (
          <section key={group.name} aria-label={group.name}>
            <h3>
              {group.name} <span class="quiet">{group.entries.length}</span>
            </h3>
            <ul>
              {group.entries.map((entry) => (
                <li key={entry.id} title={`Class ${entry.id} of ${entry.specialist}`}>
                  <span class="class-id">{entry.id}</span>
                  <span class="class-name">{entry.name}</span>
                  <ProvenanceChip provenance={entry.provenance} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </>
  );
}

interface LegendProps {
  readonly entries: readonly CatalogueEntry[];
  readonly chosen: string;
  readonly onChoose: (provenance: string) => void;
}

/** What each provenance means; each is a button that shows its classes only. */
function Legend({ entries, chosen, onChoose }: LegendProps) {
  const counts = countByProvenance(entries);
  return (
    <ul class="provenance-legend">
      {PROVENANCES.map(({ name, meaning }) => (
        <li key={name}>
          <button
            type="button"
            aria-pressed={chosen === name}
            onClick={() => onChoose(chosen === name ? '' : name)}
          >
            <ProvenanceChip provenance={name} />
            <span class="class-count">{counts.get(name) ?? 0}</span>
          </button>
          <span class="quiet">{meaning}</span>
        </li>
      ))}
    </ul>
  );
}
