// SPDX-License-Identifier: Apache-2.0
import { provenanceRank, PROVENANCES } from './provenance-words';

/** How a class came to be: a mark that is fuller the more may rest on the class, and the word. */
export function ProvenanceChip({ provenance }: { readonly provenance: string }) {
  return (
    <span class={`provenance-chip provenance-${provenance}`}>
      <ProvenanceMark provenance={provenance} />
      {provenance}
    </span>
  );
}

/** Four steps, from none (untrained) to all (measured). */
function ProvenanceMark({ provenance }: { readonly provenance: string }) {
  const filled = Math.max(0, PROVENANCES.length - 1 - provenanceRank(provenance));
  return (
    <svg class="provenance-mark" viewBox="0 0 15 8" width="15" height="8" aria-hidden="true">
      {[0, 1, 2, 3].map((step) => (
        <rect
          key={step}
          class={step < filled ? 'step-full' : 'step-empty'}
          x={step * 4 + 0.5}
          y="0.5"
          width="2"
          height="7"
        />
      ))}
    </svg>
  );
}
