// SPDX-License-Identifier: Apache-2.0
import type { Evidence, Finding, Sentence, Verdict } from '../api/report-types';
import { regionName } from '../regions/region-style';
import { VERDICT_WORDS } from './verdict-mark';

const KIND_WORDS: Readonly<Record<string, string>> = {
  area_ratio: 'Area ratio',
  activation_side: 'Side of activation',
  mask_probability: 'Mask probability',
};

/** "Probability of Atelectasis", "Area ratio for Lung Opacity"; kinds to come read as spelt. */
export function evidenceWords({ kind, label }: Pick<Evidence, 'kind' | 'label'>): string {
  if (kind === 'finding_probability') return `Probability of ${label}`;
  // The ratio says which finding it is about.
  if (kind === 'cardiothoracic_ratio') return 'Cardiothoracic ratio';
  return `${KIND_WORDS[kind] ?? kind.replaceAll('_', ' ')} for ${label}`;
}

/** "0.54 > 0.50", or the value alone where nothing was compared. */
export function comparison({ value, threshold }: Pick<Evidence, 'value' | 'threshold'>): string {
  if (threshold == null) return value.toFixed(2);
  const digits = tellingDigits(value, threshold);
  const [shown, limit] = [value.toFixed(digits), threshold.toFixed(digits)];
  if (shown === limit) return `${shown} ${value >= threshold ? '≥' : '<'} ${limit}`;
  return `${shown} ${value > threshold ? '>' : '<'} ${limit}`;
}

/** As few digits as tell the numbers apart, 2 to 4. */
function tellingDigits(a: number, b: number): number {
  return [2, 3].find((digits) => a.toFixed(digits) !== b.toFixed(digits)) ?? 4;
}

/** "left Pleural Effusion, absent, uncertain". */
export function findingWords(finding: Finding): string {
  return [
    finding.laterality === 'unspecified' ? finding.label : `${finding.laterality} ${finding.label}`,
    finding.polarity,
    ...(finding.certainty === 'uncertain' ? ['uncertain'] : []),
  ].join(', ');
}

/** What a screen reader is told of a sentence when it is come to. */
export function sentenceAnnouncement(sentence: Sentence, count: number): string {
  const regions = [...new Set(sentence.regions.map(regionName))];
  const verdict = VERDICT_WORDS[sentence.verdict]?.word.toLowerCase() ?? sentence.verdict;
  const place = regions.length > 0 ? `, regions: ${regions.join(', ')}` : ', no regions';
  return `Sentence ${sentence.index + 1} of ${count}, ${verdict}${place}`;
}

/** "3 supported, 1 contradicted"; verdicts that do not occur are left out. */
export function verdictCounts(sentences: readonly Sentence[]): string {
  return (Object.keys(VERDICT_WORDS) as Verdict[])
    .map((verdict) => ({
      count: sentences.filter((sentence) => sentence.verdict === verdict).length,
      word: VERDICT_WORDS[verdict].word.toLowerCase(),
    }))
    .filter(({ count }) => count > 0)
    .map(({ count, word }) => `${count} ${word}`)
    .join(', ');
}
