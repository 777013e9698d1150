// SPDX-License-Identifier: Apache-2.0
import { classByName } from '@asarg/catalogue';
import { DescribeResponse, Provenance } from '@asarg/contracts';
import { expect, test } from 'vitest';
import { withCatalogueIds } from './catalogue-ids.js';

const own = (id: number, name: string, codes: Record<string, string> = {}) => ({
  id,
  name,
  superclass: '',
  provenance: Provenance.MEASURED,
  codes: Object.entries(codes).map(([scheme, value]) => ({ scheme, value })),
});
const namesOf = (...classes: ReturnType<typeof own>[]) =>
  withCatalogueIds(DescribeResponse.fromPartial({ classes })).classes.map(({ id, name }) => [
    id,
    name,
  ]);
const heart = classByName('heart');

test('a class with an id of its own is known by its code', () => {
  const { snomed, radlex } = heart.codes;
  expect(namesOf(own(10_001, 'cor', { SCT: snomed! }), own(10_002, 'x', { SCT: '0' }))).toEqual([
    [heart.id, 'heart'],
    [10_002, 'x'],
  ]);
  expect(namesOf(own(10_001, 'cor', { RADLEX: radlex! }))).toEqual([[heart.id, 'heart']]);
});

test('an id of the catalogue is taken at its word, and nobody gets an id twice', () => {
  const code = { SCT: heart.codes['snomed']! };
  expect(namesOf(own(0, 'mine', code))).toEqual([[0, 'mine']]);
  expect(namesOf(own(heart.id, 'heart'), own(10_001, 'cor', code))).toEqual([
    [heart.id, 'heart'],
    [10_001, 'cor'],
  ]);
});
