// SPDX-License-Identifier: Apache-2.0
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bleuCounts, bleuOf } from './bleu.js';
import { cleanText, wordsOf } from './clean-text.js';
import { meteorCounts, meteorOf } from './meteor.js';
import { porterStem } from './porter-stem.js';
import { rougeL } from './rouge-l.js';

const words = fc.array(fc.constantFrom('heart', 'is', 'normal', 'large', '.'), {
  minLength: 1,
  maxLength: 12,
});

function bleu(candidate: string, reference: string, n: number): number {
  const [c, r] = [wordsOf(candidate), wordsOf(reference)];
  return bleuOf(bleuCounts(c, r), c.length, r.length, n);
}

function meteor(candidate: readonly string[], reference: readonly string[]): number {
  return meteorOf(meteorCounts(candidate, reference), candidate.length, reference.length);
}

describe('cleanText', () => {
  it.each([
    ['The heart is normal. Lungs: clear!', 'the heart is normal . lungs clear .'],
    ['No 3.5 cm mass;\nstable.', 'no 3 5 cm mass . stable .'],
    ['', ' .'],
  ])('cleans %j', (text, cleaned) => expect(cleanText(text)).toBe(cleaned));
});

describe('BLEU', () => {
  it('clips repeated words', () => {
    // "the" occurs 7 times in the candidate and twice in the reference: 2/7.
    expect(bleu('the the the the the the the', 'the cat is on the mat', 1)).toBeCloseTo(2 / 7, 8);
  });

  it('multiplies n-gram precisions and punishes short candidates', () => {
    // Unigrams 3/3, bigrams 1/2 (a b); brevity exp(1 - 4/3).
    const expected = Math.sqrt(1 * 0.5) * Math.exp(1 - 4 / 3);
    expect(bleu('a b d', 'a b c d', 2)).toBeCloseTo(expected, 8);
  });

  it('is 1 for equal texts of four words or more', () =>
    expect(bleu('a b c d', 'a b c d', 4)).toBeCloseTo(1, 8));
});

describe('ROUGE-L', () => {
  it('is the F of the longest common subsequence with beta 1.2', () => {
    // LCS "a c" of 3 and 4 words: P 2/3, R 1/2, F 2.44 P R / (R + 1.44 P).
    const expected = (2.44 * (2 / 3) * 0.5) / (0.5 + 1.44 * (2 / 3));
    expect(rougeL(['a', 'x', 'c'], ['a', 'b', 'c', 'd'])).toBeCloseTo(expected, 12);
  });

  it('is between 0 and 1, and 1 only for equal texts', () => {
    fc.assert(
      fc.property(words, words, (a, b) => {
        const value = rougeL(a, b);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value > 1 - 1e-9).toBe(a.join(' ') === b.join(' '));
      }),
    );
  });
});

describe('METEOR', () => {
  it('weighs precision, recall and chunks', () => {
    // Exact "a b" and "d" in two chunks: P 3/3, R 3/4, fragmentation 2/3.
    const mean = 0.75 / (0.85 * 1 + 0.15 * 0.75);
    const expected = mean * (1 - 0.6 * (2 / 3) ** 0.2);
    expect(meteor(['a', 'b', 'd'], ['a', 'b', 'c', 'd'])).toBeCloseTo(expected, 12);
  });

  it('counts a match by stem 0.6', () => {
    expect(meteorCounts(['effusions'], ['effusion'])).toEqual({
      weighted: 0.6,
      matches: 1,
      chunks: 0,
    });
  });

  it('is 1 for equal texts and 0 without a common stem', () => {
    expect(meteor(['a', 'b'], ['a', 'b'])).toBe(1);
    expect(meteor(['a'], ['b'])).toBe(0);
  });
});

describe('porterStem', () => {
  // Examples of Porter's paper.
  it.each([
    ['caresses', 'caress'],
    ['ponies', 'poni'],
    ['agreed', 'agre'],
    ['plastered', 'plaster'],
    ['motoring', 'motor'],
    ['hopping', 'hop'],
    ['filing', 'file'],
    ['happy', 'happi'],
    ['relational', 'relat'],
    ['triplicate', 'triplic'],
    ['adjustment', 'adjust'],
    ['adoption', 'adopt'],
    ['controll', 'control'],
    ['sky', 'sky'],
  ])('%s becomes %s', (word, stem) => expect(porterStem(word)).toBe(stem));
});
