// SPDX-License-Identifier: Apache-2.0
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanSentences, splitSentences } from './sentences.js';

describe('splitSentences()', () => {
  it('should keep case and closing marks', () => {
    expect(splitSentences(' The heart is normal.  No effusion; lungs clear')).toEqual([
      'The heart is normal.',
      'No effusion;',
      'lungs clear',
    ]);
  });

  it('should not end a sentence at abbreviations, decimals or list numbers', () => {
    expect(splitSentences('1. Seen by Dr. Who. Scar vs. atelectasis. 2. A 2.5 cm mass.')).toEqual([
      '1. Seen by Dr. Who.',
      'Scar vs. atelectasis.',
      '2. A 2.5 cm mass.',
    ]);
  });

  it('should accept marks that stand alone, as tokenised text has them', () => {
    expect(splitSentences('the heart is normal . the lungs are clear . ')).toEqual([
      'the heart is normal .',
      'the lungs are clear .',
    ]);
    expect(splitSentences(' . ; ')).toEqual([]);
  });

  it('should lose no word of any text', () => {
    const squeeze = (text: string): string => text.replace(/[\s.;!?]/g, '');
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(squeeze(splitSentences(text).join(' '))).toBe(squeeze(text));
      }),
    );
  });
});

describe('cleanSentences()', () => {
  it('should give lower-case sentences without marks', () => {
    expect(cleanSentences('Mass and/or scar/nodule.Clear,dry!')).toEqual([
      'mass or scar or nodule',
      'clear, dry',
    ]);
  });
});
