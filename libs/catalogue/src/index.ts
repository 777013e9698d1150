// SPDX-License-Identifier: Apache-2.0
export type { Catalogue, CatalogueClass, ClassKind } from './catalogue-class.js';
export { classById, classByName, cxas212, findClass, membersOf } from './cxas212.js';
export { matchClassName, matchClassTarget } from './match-class.js';
export type { ClassMatch } from './match-class.js';
export { parseCatalogue } from './parse-catalogue.js';
