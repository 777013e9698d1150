// SPDX-License-Identifier: Apache-2.0
import type { Dome } from '../geometry/dome.js';
import type { Ellipsoid } from '../geometry/ellipsoid.js';
import type { Plate } from '../geometry/plate.js';
import type { Stack } from '../geometry/stack.js';
import type { Tube } from '../geometry/tube.js';

export type Shape = Ellipsoid | Tube | Plate | Stack | Dome;

/** What a part is made of: how it changes the attenuation along a ray, per mm. */
export type Material =
  /** As the body around it: it has a mask, and displaces lung where its role says so. */
  | { readonly kind: 'soft' }
  /** A shell and what it holds, on top of the soft tissue it replaces. */
  | {
      readonly kind: 'shell';
      readonly shellMm: number;
      readonly shell: number;
      readonly core: number;
    }
  /** Adds this much.; fading: in proportion to the square of the length, for edges that are not seen. */
  | { readonly kind: 'solid'; readonly added: number; readonly fading?: boolean }
  /** Air in place of soft tissue; the share of air. */
  | { readonly kind: 'air'; readonly share: number };

/** How a part takes part in the lungs' outline. */
export type Role = 'none' | (typeof blockingRoles)[number];

/** Parts of one role are near each other: a ray is in them from its first entry to its last exit. */
export const blockingRoles = ['spine', 'mediastinum', 'heart', 'aorta'] as const;

/** A thing in the chest with a shape, a material and the classes whose masks it belongs to. */
export interface Part {
  readonly shape: Shape;
  readonly material: Material;
  readonly channels: readonly number[];
  readonly role: Role;
}

export const soft: Material = { kind: 'soft' };

export function part(
  shape: Shape,
  material: Material,
  channels: readonly number[],
  role: Role = 'none',
): Part {
  return { shape, material, channels, role };
}
