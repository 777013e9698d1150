// SPDX-License-Identifier: Apache-2.0
import { usualSpelling } from './acronyms.js';

/**
 * A sentence as the decoder writes it (lower case, tokens apart) as written English: spacing
 * around punctuation, usual spellings, one capital at the start, one full stop at the end. '' if
 * it has no word.
 */
export function finishSentence(raw: string): string {
  const spaced = withPairedBrackets(raw)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/(\w)\(/g, '$1 (')
    .replaceAll(/\s+([,;:.)%])/g, '$1')
    .replaceAll(/[\s,;:]+\)/g, ')')
    .replaceAll(/\([\s,;:]+/g, '(')
    .replaceAll(/[,;:](?:\s*[,;:])+/g, ',')
    .replaceAll(/([,;])(?=[^\s\d])/g, '$1 ')
    .replaceAll(/(\w)\s+'\s*s\b/g, "$1's")
    .replaceAll(/(\w)\s+-\s+(?=\w)/g, '$1-')
    .replace(/^[\s,;:.-]+/, '')
    .replace(/[\s,;:.-]+$/, '');
  if (!/[a-z]/i.test(spaced)) {
    return '';
  }
  const words = spaced.replaceAll(/[a-z][a-z0-9]*(?:[-'][a-z0-9]+)*/gi, spelled);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

/** Brackets that do not pair up mean nothing; a small decoder forgets to close them. */
function withPairedBrackets(text: string): string {
  let open = 0;
  let isPaired = true;
  for (const character of text) {
    open += Number(character === '(') - Number(character === ')');
    isPaired &&= open >= 0;
  }
  return isPaired && open === 0 ? text : text.replaceAll(/[()]/g, ' ');
}

/** A word, or the parts of a hyphenated one, in their usual spelling. */
function spelled(word: string): string {
  const whole = usualSpelling(word);
  return whole === word ? word.split('-').map(usualSpelling).join('-') : whole;
}

/** What two sentences share that say the same thing verbatim. */
export function sentenceKey(sentence: string): string {
  return sentence
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, ' ')
    .trim();
}
