// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef } from 'preact/hooks';
import type { Sentence } from '../api/report-types';
import type { RegionStyle } from '../regions/region-style';
import { sentenceId, SentenceItem } from './sentence-item';

interface Props {
  readonly sentences: readonly Sentence[];
  readonly styles: ReadonlyMap<string, RegionStyle>;
  /** Text written since the last finished sentence. */
  readonly pending: string;
  readonly busy: boolean;
  readonly selected: number | undefined;
  readonly pointed: number | undefined;
  readonly onSelect: (index: number | undefined) => void;
  readonly onPoint: (index: number | undefined) => void;
}

/** The report as a list to walk through: the twin, in words, of what the image shows. */
export function SentenceList(props: Props) {
  const { sentences, selected, pointed, onSelect, onPoint } = props;
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (selected === undefined) return;
    const item = list.current?.querySelector(`#${sentenceId(selected)}`);
    item?.scrollIntoView({ block: 'nearest', behavior: scrollBehaviour() });
  }, [selected]);

  return (
    <div class="sentences" aria-busy={props.busy}>
      <div
        role="listbox"
        ref={list}
        class="sentence-list"
        tabIndex={0}
        aria-label="Sentences of the report"
        aria-activedescendant={selected === undefined ? undefined : sentenceId(selected)}
        hidden={sentences.length === 0}
      >
        {sentences.map((sentence) => (
          <SentenceItem
            key={sentence.index}
            sentence={sentence}
            styles={props.styles}
            selected={sentence.index === selected}
            pointed={sentence.index === pointed}
            onSelect={() => onSelect(sentence.index === selected ? undefined : sentence.index)}
            onPoint={(on) => onPoint(on ? sentence.index : undefined)}
          />
        ))}
      </div>
      {props.pending !== '' && (
        <p class="pending" data-testid="pending">
          {props.pending}
          <span class="caret" aria-hidden="true" />
        </p>
      )}
    </div>
  );
}

/** The index after a step through the sentences; the first step lands on an end. */
export function stepSentence(
  sentences: readonly Sentence[],
  selected: number | undefined,
  step: 1 | -1,
): number | undefined {
  const at = sentences.findIndex((sentence) => sentence.index === selected);
  if (at < 0) return sentences.at(step === 1 ? 0 : -1)?.index;
  return sentences[Math.max(0, Math.min(sentences.length - 1, at + step))]?.index;
}

function scrollBehaviour(): ScrollBehavior {
  return matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth';
}
