// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { classById, classByName, cxas212, findClass, membersOf, parseCatalogue } from './index.js';

test('has 212 classes: CXAS without 156, then 36 pathologies and 18 objects', () => {
  const { classes } = cxas212;
  const kinds = (kind: string) => classes.filter((row) => row.kind === kind);

  expect(classes).toHaveLength(212);
  expect(classes.some(({ id }) => id === 156)).toBe(false);
  expect(kinds('anatomy').map(({ id }) => id)).toEqual(
    Array.from({ length: 159 }, (_, id) => id).filter((id) => id !== 156),
  );
  expect(kinds('pathology').map(({ id }) => id)).toEqual(
    Array.from({ length: 36 }, (_, index) => 159 + index),
  );
  expect(kinds('object').map(({ id }) => id)).toEqual(
    Array.from({ length: 18 }, (_, index) => 195 + index),
  );
});

test('channel and id part ways at 156', () => {
  expect(classById(155).channel).toBe(155);
  expect(classById(157).channel).toBe(156);
  expect(classById(159).channel).toBe(158);
  expect(classByName('heart').id).toBe(121);
  expect(findClass(157)).toBe(classById(157));
  expect(findClass(156)).toBeUndefined();
});

test('has the 18 superclasses of CXAS, pathologies and foreign objects', () => {
  expect(cxas212.superclasses).toHaveLength(20);
  expect(membersOf('lung halves').map(({ name }) => name)).toEqual(['right lung', 'left lung']);
  expect(membersOf('ribs')).toHaveLength(46);
  expect(membersOf('all vertebrae')).toHaveLength(23);
  expect(membersOf('pathologies')).toHaveLength(36);
  expect(membersOf('foreign objects')).toHaveLength(18);
});

test('left and right come in pairs', () => {
  for (const { name } of cxas212.classes.filter((row) => row.name.endsWith(' left'))) {
    expect(() => classByName(name.replace(/ left$/, ' right'))).not.toThrow();
  }
});

test('says what is wrong with a catalogue or a name', () => {
  const row = { channel: 1, id: 3, name: 'x', kind: 'anatomy', superclasses: [], codes: {} };
  const text = (classes: unknown[]) =>
    JSON.stringify({ schema: 'asarg.catalogue/1', name: 'n', superclasses: ['s'], classes });
  const zero = { ...row, channel: 0 };

  expect(() => parseCatalogue('{}')).toThrow('schema asarg.catalogue/1, found undefined');
  expect(() => parseCatalogue(text([row]))).toThrow('class 0: expected channel 0, found 1');
  expect(() => parseCatalogue(text([{ ...zero, kind: 'y' }]))).toThrow('found y');
  expect(() => parseCatalogue(text([zero, row]))).toThrow("found 3 'x' again");
  expect(() => parseCatalogue(text([{ ...zero, superclasses: ['t'] }]))).toThrow("found 't'");
  expect(() => classById(156)).toThrow("expected a class of cxas212@1, found '156'");
});
