// SPDX-License-Identifier: Apache-2.0
import type { CatalogueClass } from '@asarg/catalogue';

/** What is done to a mask after it was decided. */
export type Cleaning = 'none' | 'largest-component';

/** Anatomy that lies on both sides, or in pieces, on a frontal film. */
const inPieces = new Set([
  'rib_cartilage',
  'clavicles',
  'scapulas',
  'diaphragm',
  'lung',
  'lung base',
  'mid zone lung',
  'upper zone lung',
  'apical zone lung',
  'aorta',
]);

/** Anatomy of one piece keeps its largest component; anything else may be in pieces. */
export function cleaningOf({ kind, name, superclasses }: CatalogueClass): Cleaning {
  const onePiece =
    kind === 'anatomy' && !inPieces.has(name) && !superclasses.includes('ribs super');
  return onePiece ? 'largest-component' : 'none';
}
