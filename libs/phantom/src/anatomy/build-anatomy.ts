// SPDX-License-Identifier: Apache-2.0
import type { Tube } from '../geometry/tube.js';
import type { Random } from '../random.js';
import { abdomenParts } from './abdomen.js';
import { airwayParts } from './airways.js';
import { type Changes, noChanges } from './changes.js';
import { buildGreatVessels, type GreatVessels, greatVesselParts } from './great-vessels.js';
import type { Habitus } from './habitus.js';
import { buildHeart, type Heart, heartParts } from './heart.js';
import { growLungVessels } from './lung-vessels.js';
import type { Part } from './part.js';
import { layRibs, type Rib, ribParts, sternumParts } from './ribs.js';
import { shoulderParts } from './shoulder.js';
import type { Side } from './side.js';
import { breastParts, mediastinumPart } from './soft-tissue.js';
import { layVertebrae, paraspinalPart, spineParts, type Vertebra } from './spine.js';
import { buildThorax, type Thorax } from './thorax.js';

/** A whole chest in three dimensions, before disease of lung and pleura and before devices. */
export interface Anatomy {
  readonly habitus: Habitus;
  readonly changes: Changes;
  readonly thorax: Thorax;
  readonly heart: Heart;
  readonly great: GreatVessels;
  readonly vertebrae: readonly Vertebra[];
  readonly ribs: readonly Rib[];
  readonly parts: readonly Part[];
  readonly lungVessels: Record<Side, readonly Tube[]>;
}

export function buildAnatomy(random: Random, habitus: Habitus, changes: Changes): Anatomy {
  const thorax = buildThorax(habitus, changes);
  const heart = buildHeart(habitus, changes, thorax);
  const great = buildGreatVessels(habitus, changes, thorax);
  const vertebrae = layVertebrae(thorax, changes);
  const ribs = layRibs(thorax, habitus, vertebrae);
  // Vessels grow in the healthy shape: disease hides some, and moves none of the others.
  const healthy = noChanges();
  const before = {
    thorax: buildThorax(habitus, healthy),
    heart: buildHeart(habitus, healthy, buildThorax(habitus, healthy)),
    great: buildGreatVessels(habitus, healthy, buildThorax(habitus, healthy)),
  };
  const vessels = (side: Side) =>
    growLungVessels(
      random.fork(`vessels ${side}`),
      before.thorax,
      before.heart,
      before.great,
      changes,
      side,
    );
  return {
    habitus,
    changes,
    thorax,
    heart,
    great,
    vertebrae,
    ribs,
    lungVessels: { right: vessels('right'), left: vessels('left') },
    parts: [
      paraspinalPart(thorax),
      mediastinumPart(changes),
      ...heartParts(heart),
      ...greatVesselParts(great),
      ...airwayParts(thorax, changes),
      ...abdomenParts(thorax, habitus, random.fork('abdomen')),
      ...spineParts(vertebrae),
      ...ribParts(ribs),
      ...sternumParts(thorax, habitus, ribs),
      ...shoulderParts(thorax, habitus, random.fork('shoulders')),
      ...breastParts(thorax, habitus, random.fork('breasts')),
    ],
  };
}
