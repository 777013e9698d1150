// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import type { Specialist } from '../../src/api/mesh-types.ts';

interface Row {
  readonly id: number;
  readonly name: string;
  readonly kind: string;
  readonly superclasses: readonly string[];
}

const file = new URL('../../../libs/catalogue/cxas212.json', import.meta.url);
const { classes } = JSON.parse(readFileSync(file, 'utf8')) as { classes: readonly Row[] };

const measured = new Set([31, 32, 121, 135, 136]);

/** A mesh whose segmenter lists the whole catalogue, as GET /v1/specialists tells it. */
export function scriptedSpecialists(): { specialists: readonly Specialist[] } {
  const rows = classes.map(({ id, name, superclasses }) => ({
    id,
    name,
    superclasses,
    provenance: provenanceOf(id),
  }));
  return {
    specialists: [
      { name: 'vision', state: 'active', classes: [] },
      { name: 'cxas', state: 'active', classes: rows },
    ],
  };
}

function provenanceOf(id: number): string {
  if (measured.has(id)) return 'measured';
  if ((id >= 105 && id <= 107) || id === 115 || (id >= 134 && id <= 148)) return 'derived';
  return id >= 159 && id <= 180 ? 'weak' : 'untrained';
}
