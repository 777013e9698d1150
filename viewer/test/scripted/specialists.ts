// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import type { Registry, Specialist } from '../../src/api/mesh-types.ts';

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
export function scriptedSpecialists(): Registry {
  const rows = classes.map(({ id, name, superclasses }) => ({
    id,
    name,
    superclasses,
    provenance: provenanceOf(id),
  }));
  const [version, next] = ['0.2.0+54e241d0ac32', '0.3.0+9c1d77ab03fe'];
  const known = rows.filter(({ provenance }) => provenance !== 'untrained').map(({ id }) => id);
  return {
    epoch: 4,
    bindings: [
      { slot: 'vision', specialist: 'vision', slotClasses: [] },
      { slot: 'medical', specialist: '', slotClasses: [] },
      { slot: 'anatomy', specialist: 'cxas', slotClasses: known },
    ],
    specialists: [
      instance('vision', 7011, 'active', '0.2.0+e2fcbeeebb45'),
      {
        ...instance('lvm-med', 7012, 'unreachable', '0.2.0+bb9c880dbc71'),
        reason: 'UNAVAILABLE: connect ECONNREFUSED 127.0.0.1:7012',
      },
      {
        ...instance('cxas', 7113, 'shadow', next),
        source: 'lease',
        reason: `${version} is active`,
        classes: rows,
        shadow: {
          reports: 12,
          failures: 1,
          classes: [
            { classId: 121, dice: 0.9744 },
            { classId: 31, dice: 0.9121 },
          ],
          outputs: [{ output: 'pooled', cosine: 0.9914 }],
          textDifference: 0.021,
          waitsFor: '8 more reports',
        },
      },
      { ...instance('cxas', 7013, 'active', version), classes: rows },
      { ...instance('devices', 7020, 'active', '1.0.0+0f33bb2e91aa'), classes: DEVICES },
      {
        ...instance('legacy', 7021, 'quarantined', ''),
        source: 'lease',
        reason: 'latent [512]: expected finite values, found NaN',
      },
    ],
  };
}

/** Classes that the fusion knows nothing of. */
const DEVICES = ['pacemaker', 'sternal wire'].map((name, at) => ({
  id: 900 + at,
  name,
  superclasses: ['devices'],
  provenance: 'synthetic',
}));

function instance(name: string, port: number, state: string, version: string): Specialist {
  const address = `127.0.0.1:${port}`;
  return { name, state, address, source: 'file', version, reason: '', classes: [] };
}

function provenanceOf(id: number): string {
  if (measured.has(id)) return 'measured';
  if ((id >= 105 && id <= 107) || id === 115 || (id >= 134 && id <= 148)) return 'derived';
  return id >= 159 && id <= 180 ? 'weak' : 'untrained';
}
