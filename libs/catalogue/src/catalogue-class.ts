// SPDX-License-Identifier: Apache-2.0

/** What a class is a part of: the body, a disease, or something brought in. */
export type ClassKind = 'anatomy' | 'pathology' | 'object';

/** One class of the catalogue. Left and right are the patient's. */
export interface CatalogueClass {
  /** Index of its map in a tensor of all classes, 0 to 211. */
  readonly channel: number;
  /** CXAS id, 0 to 158 without 156; from 159 on our own. Never an index. */
  readonly id: number;
  /** Name as CXAS has it. */
  readonly name: string;
  readonly kind: ClassKind;
  /** Superclasses it belongs to, possibly none. */
  readonly superclasses: readonly string[];
  /** Code by scheme: snomed, radlex, dcm. */
  readonly codes: Readonly<Record<string, string>>;
}

/** A named layout of classes. */
export interface Catalogue {
  /** Name and version of the layout. */
  readonly name: string;
  /** In channel order. */
  readonly classes: readonly CatalogueClass[];
  /** The superclasses in the order of a grouped tensor's channels. */
  readonly superclasses: readonly string[];
}
