// SPDX-License-Identifier: Apache-2.0
import { sameFinding, type Finding } from './finding.js';
import { lateralityOf } from './laterality.js';
import { absentForCertain, claimOf, type Claim } from './polarity.js';
import { found, labelerRules, type LabelerRules, type LabelRules } from './rules.js';
import { cleanSentences } from './sentences.js';
import { spanOf, tokensOf, windowsOf, wordsOf, type Span, type Token } from './tokens.js';

interface Stated extends Claim {
  /** Where to look for a side; absent when none applies. */
  readonly span?: Span;
}

/**
 * The findings that a text states, in the order of its sentences; within a sentence in the order
 * of the labels, without duplicates. CheXpert-lite: rules/chexpert-lite.json is the algorithm.
 * Any string is accepted; one without findings gives an empty list.
 */
export function labelText(text: string): Finding[] {
  return cleanSentences(text).flatMap(labelSentence);
}

/** The findings of one cleaned sentence: steps 3 to 10. */
export function labelSentence(sentence: string): Finding[] {
  const rules = labelerRules();
  const tokens = tokensOf(rules, sentence);
  const findings: Finding[] = [];
  for (const label of rules.labels) {
    for (const finding of findingsOf(rules, label, sentence, tokens)) {
      if (!findings.some((other) => sameFinding(other, finding))) findings.push(finding);
    }
  }
  return findings;
}

function* findingsOf(
  rules: LabelerRules,
  label: LabelRules,
  sentence: string,
  tokens: readonly Token[],
): Generator<Finding> {
  const blocked = matchesOf(label.unmentions, sentence);
  const isBlocked = (match: RegExpExecArray): boolean =>
    blocked.some((other) => match.index < endOf(other) && other.index < endOf(match));
  const toFinding = ({ polarity, certainty, span }: Stated): Finding => ({
    label: label.label,
    polarity,
    certainty,
    laterality:
      span !== undefined && label.hasLaterality
        ? lateralityOf(rules, tokens, span, windowsOf(rules, tokens, span))
        : 'unspecified',
  });
  for (const match of matchesOf(label.mentions, sentence)) {
    const span = isBlocked(match) ? undefined : spanOf(tokens, match.index, endOf(match));
    if (span === undefined) continue;
    const forced = found(label.alwaysUncertain, match[0]);
    yield toFinding({ ...claimOf(rules, windowsOf(rules, tokens, span), [], forced), span });
  }
  for (const match of matchesOf(label.anchors, sentence)) {
    const span = isBlocked(match) ? undefined : spanOf(tokens, match.index, endOf(match));
    const stated = span === undefined ? undefined : anchored(rules, label, tokens, span);
    if (stated !== undefined) yield toFinding(stated);
  }
}

/** Step 7: anatomy is a finding only together with a status word. */
function anchored(
  rules: LabelerRules,
  label: LabelRules,
  tokens: readonly Token[],
  span: Span,
): Stated | undefined {
  const at = statusAt(rules, label, tokens, span);
  const status = at === undefined ? undefined : tokens[at];
  if (at === undefined || status === undefined) return undefined;
  if (found(label.normal, status.text)) return absentForCertain;
  const inside = at >= span.to ? wordsOf(tokens, span.to, at) : wordsOf(tokens, at + 1, span.from);
  if (found(rules.insideNormal, inside.join(' '))) return absentForCertain;
  const whole = { from: Math.min(span.from, at), to: Math.max(span.to, at + 1) };
  return { ...claimOf(rules, windowsOf(rules, tokens, whole), inside), span: whole };
}

/** Index of the deciding status word: just before, else first after, else last a little before. */
function statusAt(
  rules: LabelerRules,
  label: LabelRules,
  tokens: readonly Token[],
  span: Span,
): number | undefined {
  const { before, after } = windowsOf(rules, tokens, span);
  const isStatus = (word: string | undefined): boolean =>
    word !== undefined && (found(label.normal, word) || found(label.positive, word));
  if (isStatus(before.at(-1))) return span.from - 1;
  const next = after.findIndex(isStatus);
  if (next >= 0) return span.to + next;
  for (let back = 1; back <= Math.min(label.anchorBefore, before.length); back += 1) {
    if (isStatus(before.at(-back))) return span.from - back;
  }
  return undefined;
}

function matchesOf(patterns: readonly RegExp[], sentence: string): RegExpExecArray[] {
  return patterns.flatMap((pattern) => [...sentence.matchAll(pattern)]);
}

function endOf(match: RegExpExecArray): number {
  return match.index + match[0].length;
}
