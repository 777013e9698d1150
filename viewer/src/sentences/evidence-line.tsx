// SPDX-License-Identifier: Apache-2.0
import type { Evidence } from '../api/report-types';
import { comparison, evidenceWords } from './sentence-words';

/** One measurement: what, how much against which threshold, and how its source came to be. */
export function EvidenceLine({ evidence }: { readonly evidence: Evidence }) {
  return (
    <li class="evidence">
      <Meter value={evidence.value} threshold={evidence.threshold} />
      <span class="evidence-value">{comparison(evidence)}</span>
      <span class="evidence-what">{evidenceWords(evidence)}</span>
      <span class="evidence-source">
        {evidence.provenance}, {evidence.specialist}
      </span>
      {evidence.text && <span class="evidence-text">{evidence.text}</span>}
    </li>
  );
}

/** The value on a scale from 0 to 1, with the threshold as a tick. */
function Meter({ value, threshold }: Pick<Evidence, 'value' | 'threshold'>) {
  const onScale = (number: number) => Math.max(0, Math.min(1, number)) * 60;
  return (
    <svg class="meter" viewBox="0 0 60 12" width="60" height="12" aria-hidden="true">
      <rect class="meter-track" y="4" width="60" height="4" />
      <rect class="meter-value" y="4" width={onScale(value)} height="4" />
      {threshold != null && (
        <rect class="meter-threshold" x={onScale(threshold) - 0.75} width="1.5" height="12" />
      )}
    </svg>
  );
}
