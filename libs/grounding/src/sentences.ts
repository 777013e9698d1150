// SPDX-License-Identifier: Apache-2.0
import { labelerRules } from './rules.js';

/**
 * Splits report text into sentences as written: case and the closing mark are kept, white space
 * around them is not, empty pieces are dropped. A last piece without a closing mark (`.;!?`) is
 * a sentence not finished yet. Abbreviated "dr." and "vs." and list numbers ("2.") do not end one.
 */
export function splitSentences(text: string): string[] {
  const pieces: string[] = [];
  let from = 0;
  for (const mark of text.matchAll(/[.;!?]+(?=\s|$)/g)) {
    const end = mark.index + mark[0].length;
    const piece = text.slice(from, end);
    if (/(?:^|[^a-z])(?:dr|vs)\.$/i.test(piece) || /^\s*\d{1,2}\s?\.$/.test(piece)) continue;
    pieces.push(piece);
    from = end;
  }
  pieces.push(text.slice(from));
  return pieces.map((piece) => piece.trim()).filter((piece) => /[^\s.;!?]/.test(piece));
}

/** Lower-cased, cleaned sentences without closing marks: steps 1 and 2 of the rules file. */
export function cleanSentences(text: string): string[] {
  const rules = labelerRules();
  let cleaned = text.toLowerCase();
  for (const { pattern, replacement } of rules.clean) {
    // A function, since "$" in a replacement string would be special.
    cleaned = cleaned.replace(pattern, () => replacement);
  }
  return cleaned
    .trim()
    .split(rules.sentenceSplit)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
}
