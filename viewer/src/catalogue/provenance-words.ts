// SPDX-License-Identifier: Apache-2.0

/** How a class came to be, strongest first, and what may rest on it. */
export const PROVENANCES = [
  {
    name: 'measured',
    meaning: 'Learned from masks that people drew. Verdicts may rest on it.',
  },
  {
    name: 'derived',
    meaning: 'Geometry computed from measured classes. Verdicts may rest on it.',
  },
  {
    name: 'weak',
    meaning:
      'Where a classifier looked: roughly where, not how large. Verdicts may rest on it, marked weak.',
  },
  {
    name: 'synthetic',
    meaning: 'Learned from drawn images only. It is shown; nothing rests on it.',
  },
  {
    name: 'untrained',
    meaning: 'In the catalogue, never learned: always empty. Nothing rests on it.',
  },
] as const;

/** A way for a class to have come to be. */
export type ProvenanceName = (typeof PROVENANCES)[number]['name'];

/** Place among the provenances, 0 the strongest; after all of them for an unknown one. */
export function provenanceRank(name: string): number {
  const rank = PROVENANCES.findIndex((known) => known.name === name);
  return rank < 0 ? PROVENANCES.length : rank;
}
