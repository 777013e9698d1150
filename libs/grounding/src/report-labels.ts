// SPDX-License-Identifier: Apache-2.0
import { findingLabels, type FindingLabel } from './finding.js';
import { labelSentence } from './labeler.js';
import { claimOf } from './polarity.js';
import { found, labelerRules } from './rules.js';
import { cleanSentences } from './sentences.js';
import { spanOf, tokensOf, windowsOf } from './tokens.js';

/** 1 present, -1 uncertain, 0 absent, null not mentioned. */
export type ReportLabel = 1 | -1 | 0 | null;

/**
 * Labels of a whole report: steps 11 and 12 of the rules file. For scoring with U-zeros a label
 * is positive when its value is 1.
 */
export function labelReport(text: string): Record<FindingLabel, ReportLabel> {
  const labels = Object.fromEntries(findingLabels.map((label) => [label, null] as const)) as Record<
    FindingLabel,
    ReportLabel
  >;
  const sentences = cleanSentences(text);
  for (const { label, polarity, certainty } of sentences.flatMap(labelSentence)) {
    const value = polarity === 'absent' ? 0 : certainty === 'certain' ? 1 : -1;
    if (rank(value) > rank(labels[label])) labels[label] = value;
  }
  const { ignore } = labelerRules().noFinding;
  const abnormal = findingLabels.some(
    (label) => !ignore.has(label) && (labels[label] === 1 || labels[label] === -1),
  );
  if (sentences.length > 0 && !abnormal && !sentences.some(mentionsOther)) {
    labels['No Finding'] = 1;
  }
  return labels;
}

/** Whether a cleaned sentence states an abnormality that has no label of its own. */
function mentionsOther(sentence: string): boolean {
  const rules = labelerRules();
  const { switchOff, normalBefore, normalAfter } = rules.noFinding;
  const tokens = tokensOf(rules, sentence);
  return switchOff.some((pattern) =>
    [...sentence.matchAll(pattern)].some((match) => {
      const span = spanOf(tokens, match.index, match.index + match[0].length);
      if (span === undefined) return false;
      const windows = windowsOf(rules, tokens, span);
      const previous = tokens[span.from - 1]?.text;
      if (previous !== undefined && found(normalBefore, previous)) return false;
      if (found(normalAfter, windows.after.join(' '))) return false;
      return claimOf(rules, windows).polarity === 'present';
    }),
  );
}

function rank(value: ReportLabel): number {
  return value === null ? 0 : value === 0 ? 1 : value === -1 ? 2 : 3;
}
