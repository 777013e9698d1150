// SPDX-License-Identifier: Apache-2.0
import type { Certainty, Polarity } from './finding.js';
import type { Cue, LabelerRules } from './rules.js';
import type { Windows } from './tokens.js';

/** Whether a mention is there and how sure the sentence is. */
export interface Claim {
  readonly polarity: Polarity;
  readonly certainty: Certainty;
}

/** The claim of a normal statement. */
export const absentForCertain: Claim = { polarity: 'absent', certainty: 'certain' };

/**
 * Step 8: polarity and certainty of a mention from the words around it.
 *
 * @param inside - Words between an anatomy and its status word; they count as before the mention.
 * @param forcedUncertain - The mention itself is a hedge.
 */
export function claimOf(
  rules: LabelerRules,
  windows: Windows,
  inside: readonly string[] = [],
  forcedUncertain = false,
): Claim {
  const lead = [...windows.before, ...inside];
  const before = (cues: readonly Cue[]): boolean => hasCue(rules, cues, lead, 'end');
  const after = (cues: readonly Cue[]): boolean => hasCue(rules, cues, windows.after, 'start');
  const { uncertainBeforeNegation, negation, uncertainty } = rules;
  if (before(uncertainBeforeNegation.before) || after(uncertainBeforeNegation.after)) {
    return { polarity: 'present', certainty: 'uncertain' };
  }
  if (before(negation.before) || after(negation.after)) return absentForCertain;
  if (forcedUncertain || before(uncertainty.before) || after(uncertainty.after)) {
    return { polarity: 'present', certainty: 'uncertain' };
  }
  return { polarity: 'present', certainty: 'certain' };
}

function hasCue(
  rules: LabelerRules,
  cues: readonly Cue[],
  words: readonly string[],
  nearest: 'start' | 'end',
): boolean {
  return cues.some(({ pattern, window }) => {
    const count = Math.min(window, words.length);
    const near = nearest === 'end' ? words.slice(words.length - count) : words.slice(0, count);
    let text = near.join(' ');
    for (const pseudo of rules.pseudo) text = text.replace(pseudo, ' ');
    return text.search(pattern) >= 0;
  });
}
