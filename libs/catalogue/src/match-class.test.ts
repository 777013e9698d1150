// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { cxas212, matchClassName, matchClassTarget } from './index.js';

test('every name of the catalogue means its own class', () => {
  for (const row of cxas212.classes) {
    expect(matchClassName(row.name)).toEqual({ class: row, by: 'name' });
    expect(matchClassTarget(String(row.id), 'anything').class).toBe(row);
  }
});

test.each([
  ['left lung', 136, 'name'],
  ['Lung_L', 136, 'name'],
  ['right-lung field', 135, 'name'],
  ['lungs', 134, 'name'],
  ['Left Clavicle', 31, 'name'],
  ['clavicle', 30, 'name'],
  ['left upper lobe', 150, 'name'],
  ['5th posterior rib, left', 65, 'name'],
  ['cardiac silhouette', 121, 'synonym'],
  ['Mediastinum', 115, 'synonym'],
  ['left collarbone', 31, 'synonym'],
  ['ETT', 195, 'synonym'],
])('%s means class %i, by %s', (name, id, by) => {
  expect(matchClassName(name)).toMatchObject({ class: { id }, by });
});

test.each(['spleen', 'pneumothorax', 'left', '', 'lobe'])('%s means no class', (name) => {
  expect(matchClassName(name)).toBeUndefined();
});

test('a code means its class, and of those that share it the one that is named', () => {
  expect(matchClassTarget('SCT:44029006', 'LL')).toMatchObject({ class: { id: 136 }, by: 'code' });
  expect(matchClassTarget('radlex:RID1326', 'LL').class.id).toBe(136);
  expect(matchClassTarget('SCT:51299004', 'left clavicle').class.id).toBe(31);
  expect(() => matchClassTarget('SCT:51299004', 'bone')).toThrow(
    'found 3 classes with it: 30 (clavicles), 31 (clavicle left), 32 (clavicle right)',
  );
  expect(() => matchClassTarget('SCT:1', 'x')).toThrow('found no class with it');
  expect(() => matchClassTarget('156', 'x')).toThrow('expected an id of cxas212@1, found 156');
  expect(() => matchClassTarget('heart', 'x')).toThrow('expected an id such as 136, or a code');
});
