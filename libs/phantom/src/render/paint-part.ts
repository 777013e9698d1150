// SPDX-License-Identifier: Apache-2.0
import type { Material, Part } from '../anatomy/part.js';
import { eachHit, type Slab } from '../geometry/slab.js';
import type { TubeTrace } from '../geometry/tube.js';
import { markSlab, type MaskSet } from './masks.js';
import { softPerMm } from './physics.js';

/** Adds a part's attenuation to the picture and its rays to the masks. */
export function paintPart(
  attenuation: Float32Array,
  masks: MaskSet,
  { material, channels, shape }: Part,
  slab: Slab,
): void {
  if (channels.length > 0) markSlab(masks, channels, slab);
  if (material.kind === 'soft') return;
  const added = addedBy(material, slab, shape.kind === 'tube' ? shape.radii : undefined);
  eachHit(slab, masks.size, (at, pixel) => {
    attenuation[pixel]! += added(at);
  });
}

function addedBy(
  material: Exclude<Material, { readonly kind: 'soft' }>,
  slab: Slab,
  radii: readonly number[] | undefined,
): (at: number) => number {
  const { enter, exit } = slab;
  const length = (at: number): number => exit[at]! - enter[at]!;
  switch (material.kind) {
    case 'solid': {
      if (!material.fading) return (at) => material.added * length(at);
      let longest = 1;
      for (let at = 0; at < exit.length; at++) longest = Math.max(longest, length(at));
      return (at) => (material.added * length(at) ** 2) / longest;
    }
    case 'air':
      return (at) => -softPerMm * material.share * length(at);
    case 'shell': {
      const { shellMm, shell, core } = material;
      if (radii) return shellOfTube(slab as TubeTrace, radii, shellMm, shell, core);
      return (at) => {
        const whole = length(at);
        const wall = Math.min(whole, 2 * shellMm);
        return shell * wall + core * (whole - wall);
      };
    }
  }
}

function shellOfTube(
  { offAxis, along, enter, exit }: TubeTrace,
  radii: readonly number[],
  shellMm: number,
  shell: number,
  core: number,
): (at: number) => number {
  return (at) => {
    const u = offAxis[at]!;
    const whole = exit[at]! - enter[at]!;
    const radius = radii[Math.round(along[at]! * (radii.length - 1))]!;
    const inner = Math.max(0, 1 - shellMm / radius);
    const hollow = inner > u ? whole * Math.sqrt((inner * inner - u * u) / (1 - u * u)) : 0;
    return shell * (whole - hollow) + core * hollow;
  };
}
