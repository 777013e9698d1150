// SPDX-License-Identifier: Apache-2.0
import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readFusionConfig } from '../config.js';
import { readTokenizer } from './tokenizer.js';

const path = join(readFusionConfig().bundle, 'tokenizer.json');
const reference = new HuggingFaceTokenizer(JSON.parse(readFileSync(path, 'utf8')), {});
const tokenizer = await readTokenizer(path, { bos: '<s>', eos: '</s>' });

function piecesOf(tokens: readonly number[]): string[] {
  const detokenizer = tokenizer.detokenizer();
  return tokens.map((token) => detokenizer.push(token));
}

test('the pieces of a text joined are what decoding it at once gives', () => {
  const word = fc.constantFrom(
    'the',
    'heart',
    'is',
    'normal.',
    'Größe',
    '5 cm',
    'x-ray,',
    '心臓',
    '🫁',
  );
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 12 }), (words) => {
      const { ids } = reference.encode(words.join(' '));
      expect(piecesOf(ids).join('')).toBe(reference.decode(ids));
    }),
  );
});

test('no piece holds half a character', () => {
  const { ids } = reference.encode('a 🫁 b');

  expect(ids.length).toBeGreaterThan(5);
  expect(piecesOf(ids).filter((piece) => piece.includes('\uFFFD'))).toEqual([]);
  expect(piecesOf(ids)).toContain('🫁');
});

test('special tokens add no text and only the end may be written', () => {
  const { bos, eos, forbidden } = tokenizer;

  expect(piecesOf([bos, eos])).toEqual(['', '']);
  expect(forbidden).toContain(bos);
  expect(forbidden).not.toContain(eos);
});

test('a tokenizer without the tokens named is refused', async () => {
  await expect(readTokenizer(path, { bos: '<s>', eos: '<end>' })).rejects.toThrow(
    "expected a token '<end>', found none",
  );
});
