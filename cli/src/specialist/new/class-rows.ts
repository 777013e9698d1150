// SPDX-License-Identifier: Apache-2.0
import { matchClassName, matchClassTarget, type ClassMatch } from '@asarg/catalogue';
import type { BundleClass } from '@asarg/model-bundle';
import type { Cleaning } from './clean-rule.js';
import { cleaningOf } from './clean-rule.js';
import type { NewCommand } from './new-command.js';

/** A class of the bundle, and how it was found. */
export interface ClassRow {
  /** As it was given. */
  readonly given: string;
  readonly row: BundleClass;
  readonly by: ClassMatch['by'] | 'none';
  readonly clean: Cleaning;
}

/** Classes that the catalogue does not have begin here. */
export const firstOwnId = 10_000;

/**
 * Rows for the names given, in their order, from the catalogue where it has them.
 * @throws Error if two names mean one class, or what follows a name's `=` means none.
 */
export function classRows(
  names: NonNullable<NewCommand['classes']>,
  provenance: NewCommand['provenance'],
): ClassRow[] {
  let ownId = firstOwnId;
  const rows = names.map(({ name, target }): ClassRow => {
    const match = target === undefined ? matchClassName(name) : matchTarget(target, name);
    if (!match) {
      const row = { id: ownId++, name, superclass: '', provenance, codes: {} };
      return { given: name, row, by: 'none', clean: 'none' };
    }
    const { id, name: known, superclasses, codes } = match.class;
    return {
      given: name,
      row: { id, name: known, superclass: superclasses[0] ?? '', provenance, codes },
      by: match.by,
      clean: cleaningOf(match.class),
    };
  });
  const byId = new Map<number, string>();
  for (const { given, row } of rows) {
    const other = byId.get(row.id);
    if (other !== undefined) {
      throw new Error(
        `--classes: expected a class of its own for each name, found '${other}' and '${given}' both meaning ${row.id} (${row.name})`,
      );
    }
    byId.set(row.id, given);
  }
  return rows;
}

function matchTarget(target: string, name: string): ClassMatch {
  try {
    return matchClassTarget(target, name);
  } catch (error) {
    throw new Error(`--classes: '${name}': ${(error as Error).message}`, { cause: error });
  }
}
