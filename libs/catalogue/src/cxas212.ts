// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import type { CatalogueClass } from './catalogue-class.js';
import { parseCatalogue } from './parse-catalogue.js';

/**
 * The layout of 212 channels: CXAS ids 0 to 158 without 156, then 36 pathologies and 18 objects.
 * The paper (arXiv 2507.16623) counts 212 as well, but names only the CXAS part.
 */
export const cxas212 = parseCatalogue(
  readFileSync(new URL('../cxas212.json', import.meta.url), 'utf8'),
);

const byId = new Map(cxas212.classes.map((row) => [row.id, row]));
const byName = new Map(cxas212.classes.map((row) => [row.name, row]));

/** The class of an id; undefined if the layout has none. */
export function findClass(id: number): CatalogueClass | undefined {
  return byId.get(id);
}

/** @throws RangeError for an id that the layout does not have. */
export function classById(id: number): CatalogueClass {
  return known(byId.get(id), id);
}

/** @throws RangeError for a name that the layout does not have. */
export function classByName(name: string): CatalogueClass {
  return known(byName.get(name), name);
}

/** The members of a superclass, in channel order. */
export function membersOf(superclass: string): CatalogueClass[] {
  return cxas212.classes.filter(({ superclasses }) => superclasses.includes(superclass));
}

function known(row: CatalogueClass | undefined, found: number | string): CatalogueClass {
  if (row === undefined) {
    throw new RangeError(`expected a class of ${cxas212.name}, found '${found}'`);
  }
  return row;
}
