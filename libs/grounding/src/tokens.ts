// SPDX-License-Identifier: Apache-2.0
import type { LabelerRules } from './rules.js';

/** One word of a cleaned sentence with its offsets, end exclusive. */
export interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** A run of tokens by index, end exclusive. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The words around a span that its cues may be in. */
export interface Windows {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Step 3: the tokens of a cleaned sentence. */
export function tokensOf(rules: LabelerRules, sentence: string): Token[] {
  return [...sentence.matchAll(rules.token)].map((match) => ({
    text: match[0],
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/** The tokens that share a character with [start, end), or undefined if none does. */
export function spanOf(tokens: readonly Token[], start: number, end: number): Span | undefined {
  const from = tokens.findIndex((token) => token.start < end && start < token.end);
  if (from < 0) return undefined;
  const to = tokens.findLastIndex((token) => token.start < end && start < token.end) + 1;
  return { from, to };
}

/** Step 5: the words before and after a span, cut at cut words. */
export function windowsOf(rules: LabelerRules, tokens: readonly Token[], span: Span): Windows {
  const isCut = (word: string): boolean => rules.cutWords.has(word);
  const before = wordsOf(tokens, Math.max(0, span.from - rules.window.before), span.from);
  const after = wordsOf(tokens, span.to, span.to + rules.window.after);
  const firstCut = after.findIndex(isCut);
  return {
    before: before.slice(before.findLastIndex(isCut) + 1),
    after: firstCut < 0 ? after : after.slice(0, firstCut),
  };
}

/** The texts of tokens [from, to). */
export function wordsOf(tokens: readonly Token[], from: number, to: number): string[] {
  return tokens.slice(from, to).map((token) => token.text);
}
