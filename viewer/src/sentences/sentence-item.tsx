// SPDX-License-Identifier: Apache-2.0
import type { Finding, Sentence } from '../api/report-types';
import { RegionChip } from '../regions/region-chip';
import { regionKey, type RegionStyle } from '../regions/region-style';
import { EvidenceLine } from './evidence-line';
import { findingWords } from './sentence-words';
import { VerdictMark } from './verdict-mark';

interface Props {
  readonly sentence: Sentence;
  readonly styles: ReadonlyMap<string, RegionStyle>;
  readonly selected: boolean;
  readonly pointed: boolean;
  readonly onSelect: () => void;
  readonly onPoint: (pointed: boolean) => void;
}

/** A sentence with its verdict and what the verdict rests on. */
export function SentenceItem(props: Props) {
  const { sentence, styles, selected, pointed } = props;
  return (
    <div
      role="option"
      id={sentenceId(sentence.index)}
      class={pointed ? 'sentence pointed' : 'sentence'}
      aria-selected={selected}
      onClick={props.onSelect}
      onPointerEnter={(event) => event.pointerType !== 'touch' && props.onPoint(true)}
      onPointerLeave={() => props.onPoint(false)}
    >
      <span class="sentence-number" aria-hidden="true">
        {sentence.index + 1}
      </span>
      <div class="sentence-body">
        <p class="sentence-text">{sentence.text}</p>
        <ul class="chips">
          <li>
            <VerdictMark verdict={sentence.verdict} />
          </li>
          {sentence.findings.map((finding) => (
            <FindingChip key={findingWords(finding)} finding={finding} />
          ))}
          {sentence.regions.map((region) => (
            <RegionChip
              key={regionKey(region)}
              region={region}
              style={styles.get(regionKey(region))}
            />
          ))}
        </ul>
        {sentence.evidence.length > 0 && (
          <ul class="evidence-list">
            {sentence.evidence.map((evidence) => (
              <EvidenceLine
                key={`${evidence.kind} ${evidence.label} ${evidence.specialist}`}
                evidence={evidence}
              />
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}

/** Document id of a sentence's element. */
export function sentenceId(index: number): string {
  return `sentence-${index}`;
}

function FindingChip({ finding }: { readonly finding: Finding }) {
  const { label, polarity, certainty, laterality } = finding;
  return (
    <li class="chip finding-chip">
      <span class="chip-name">
        {laterality === 'unspecified' ? label : `${laterality} ${label}`}
      </span>
      <span class="chip-note">
        {polarity}
        {certainty === 'uncertain' && ', uncertain'}
      </span>
    </li>
  );
}
