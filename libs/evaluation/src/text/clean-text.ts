// SPDX-License-Identifier: Apache-2.0

/**
 * R2Gen's cleaning: lower case, no punctuation, sentences joined by " . ", a last " .".
 * BLEU, ROUGE-L and METEOR see texts in this form only.
 */
export function cleanText(text: string): string {
  const sentences = text
    .toLowerCase()
    .split(/[.;!?]+(?:\s+|$)|\n/)
    .map((sentence) => wordsOf(sentence.replaceAll(/[^a-z0-9 ]+/g, ' ')).join(' '))
    .filter((sentence) => sentence !== '');
  return `${sentences.join(' . ')} .`;
}

/** Words between white space. */
export function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
