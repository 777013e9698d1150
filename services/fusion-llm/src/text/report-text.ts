// SPDX-License-Identifier: Apache-2.0
import { labelText, type Finding } from '@asarg/grounding';
import { finishSentence, sentenceKey } from './finish-sentence.js';
import { createSentenceSealer } from './sentence-sealer.js';

/** Makes a report of the pieces that a decoder writes. */
export interface ReportText {
  /** Takes the next piece; returns the finished sentences that it seals and that stand. */
  push(piece: string): string[];
  /**
   * Ends the text. `complete` is false if it was cut off at its greatest length: an unsealed
   * rest is then kept only if the report would be empty without it.
   */
  end(complete: boolean): string[];
  /** The sentences so far, joined. */
  text(): string;
}

/**
 * An empty report. A sentence does not stand if it repeats an earlier one verbatim, or if it
 * contradicts one: both are certain of the same finding on the same side, and one says present
 * where the other says absent. A small decoder does both; the first statement is kept.
 */
export function createReportText(): ReportText {
  const sealer = createSentenceSealer();
  const sentences: string[] = [];
  const keys = new Set<string>();
  const stated = new Map<string, Finding['polarity']>();

  function admit(raw: string): string[] {
    const sentence = finishSentence(raw);
    const key = sentenceKey(sentence);
    if (sentence === '' || keys.has(key)) {
      return [];
    }
    const certain = labelText(sentence).filter(({ certainty }) => certainty === 'certain');
    if (certain.some((finding) => contradicts(finding))) {
      return [];
    }
    keys.add(key);
    certain.forEach((finding) => stated.set(topicOf(finding), finding.polarity));
    sentences.push(sentence);
    return [sentence];
  }

  function contradicts(finding: Finding): boolean {
    const earlier = stated.get(topicOf(finding));
    return earlier !== undefined && earlier !== finding.polarity;
  }

  return {
    push: (piece) => sealer.push(piece).flatMap(admit),
    end(complete) {
      const rest = sealer.rest();
      const isWhole = complete || rest.endsWith('.') || sentences.length === 0;
      return isWhole ? admit(rest) : [];
    },
    text: () => sentences.join(' '),
  };
}

function topicOf({ label, laterality }: Finding): string {
  return `${label}/${laterality}`;
}
