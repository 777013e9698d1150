// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { countByProvenance, entriesOf, groupClasses, UNGROUPED } from './group-classes';

const specialists = [
  {
    name: 'cxas',
    state: 'active',
    classes: [
      { id: 134, name: 'lung', superclasses: [], provenance: 'derived' },
      { id: 121, name: 'heart', superclasses: ['heart region', 'vessels'], provenance: 'measured' },
      { id: 160, name: 'pleural effusion left', superclasses: ['pathologies'], provenance: 'weak' },
      { id: 195, name: 'endotracheal tube', superclasses: ['objects'], provenance: 'untrained' },
    ],
  },
  {
    name: 'other',
    state: 'active',
    classes: [
      { id: 121, name: 'heart', superclasses: ['heart region'], provenance: 'synthetic' },
      { id: 195, name: 'endotracheal tube', superclasses: ['objects'], provenance: 'synthetic' },
    ],
  },
  { name: 'vision', state: 'active' },
];
const entries = entriesOf(specialists);
const shown = (text: string, provenance = '') =>
  groupClasses(entries, { text, provenance }).map(({ name, entries: members }) => [
    name,
    ...members.map(({ id }) => id),
  ]);

describe('entriesOf()', () => {
  it('should give each class once, by id, with the strongest provenance', () => {
    expect(entries.map(({ id, provenance, specialist }) => [id, provenance, specialist])).toEqual([
      [121, 'measured', 'cxas'],
      [134, 'derived', 'cxas'],
      [160, 'weak', 'cxas'],
      [195, 'synthetic', 'other'],
    ]);
    expect(Object.fromEntries(countByProvenance(entries))).toEqual({
      measured: 1,
      derived: 1,
      weak: 1,
      synthetic: 1,
    });
  });
});

describe('groupClasses()', () => {
  it('should put a class in each of its superclasses and those of none last', () => {
    expect(shown('')).toEqual([
      ['heart region', 121],
      ['vessels', 121],
      ['pathologies', 160],
      ['objects', 195],
      [UNGROUPED, 134],
    ]);
  });

  it('should filter by all words, in name, group and id, and by provenance', () => {
    expect(shown('LEFT pleural')).toEqual([['pathologies', 160]]);
    expect(shown('134')).toEqual([[UNGROUPED, 134]]);
    expect(shown('heart', 'weak')).toEqual([]);
    expect(shown('', 'weak')).toEqual([['pathologies', 160]]);
  });
});
