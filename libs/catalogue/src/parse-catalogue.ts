// SPDX-License-Identifier: Apache-2.0
import type { Catalogue, CatalogueClass, ClassKind } from './catalogue-class.js';

const kinds: readonly ClassKind[] = ['anatomy', 'pathology', 'object'];

/**
 * Checks the text of a catalogue file.
 * @throws Error saying which class is not as expected, and what was found.
 */
export function parseCatalogue(text: string): Catalogue {
  const found = JSON.parse(text) as Partial<Catalogue> & { schema?: string };
  const { schema, name, classes = [], superclasses = [] } = found;
  if (schema !== 'asarg.catalogue/1' || typeof name !== 'string') {
    throw new Error(`expected a catalogue of schema asarg.catalogue/1, found ${schema}`);
  }
  const ids = new Set<number>();
  const names = new Set<string>();
  classes.forEach((row, channel) => {
    const fault = faultOf(row, channel, superclasses);
    if (fault !== undefined || ids.has(row.id) || names.has(row.name)) {
      throw new Error(
        `class ${channel}: ${fault ?? `expected its own id and name, found ${row.id} '${row.name}' again`}`,
      );
    }
    ids.add(row.id);
    names.add(row.name);
  });
  return { name, classes, superclasses };
}

function faultOf(
  row: CatalogueClass,
  channel: number,
  superclasses: readonly string[],
): string | undefined {
  if (row.channel !== channel) {
    return `expected channel ${channel}, found ${row.channel}`;
  }
  if (!Number.isInteger(row.id) || row.id < 0 || typeof row.name !== 'string' || row.name === '') {
    return `expected an id and a name, found ${row.id} '${row.name}'`;
  }
  if (!kinds.includes(row.kind)) {
    return `expected a kind of ${kinds.join(', ')}, found ${row.kind}`;
  }
  const unknown = row.superclasses.find((superclass) => !superclasses.includes(superclass));
  return unknown === undefined ? undefined : `expected a known superclass, found '${unknown}'`;
}
