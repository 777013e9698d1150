// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { radGraphF1, readRadGraphFile } from './radgraph.js';
import { createWordPiece } from './word-piece.js';

const entity = (tokens: string, label: string, related = false) => ({
  tokens,
  label,
  relations: related ? ([['located_at', '2']] as const) : [],
});
const observed = 'Observation::definitely present';
const anatomy = 'Anatomy::definitely present';

describe('radGraphF1', () => {
  it('counts an entity with a relation apart from one without', () => {
    const reference = { 1: entity('opacity', observed, true), 2: entity('lung', anatomy) };
    const candidate = { 1: entity('opacity', observed), 2: entity('Lung', anatomy) };
    expect(radGraphF1({ reference, candidate })).toBe(0.5);
    expect(radGraphF1({ reference, candidate: reference })).toBe(1);
    expect(radGraphF1({ reference, candidate: {} })).toBe(0);
  });
});

describe('readRadGraphFile', () => {
  it('names the study that lacks a side', () =>
    expect(() => readRadGraphFile({ 7: { reference: { entities: {} } } })).toThrow(
      'expected study "7" to have candidate.entities, found none',
    ));
});

describe('createWordPiece', () => {
  const vocabulary = [
    '[PAD]',
    '[UNK]',
    '[CLS]',
    '[SEP]',
    'no',
    'effusion',
    '##s',
    '.',
    'cafe',
  ].join('\n');
  const { encode } = createWordPiece(vocabulary);

  it.each([
    ['No effusions.', [2, 4, 5, 6, 7, 3]],
    ['Café xyz', [2, 8, 1, 3]],
  ])('encodes %j', (text, ids) => expect(encode(text, 512)).toEqual(ids));

  it('cuts and still ends', () => expect(encode('no no no no', 4)).toEqual([2, 4, 4, 3]));

  it('refuses a vocabulary without its special pieces', () =>
    expect(() => createWordPiece('no\nyes')).toThrow('expected [UNK]'));
});
