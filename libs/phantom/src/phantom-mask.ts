// SPDX-License-Identifier: Apache-2.0
import type { BitMask } from '@asarg/tensor';
import { channelOf } from './catalogue.js';
import type { Phantom } from './draw-phantom.js';
import { maskOf } from './render/masks.js';

/**
 * The mask of a class, by its name in the catalogue: the pixels whose ray crosses the structure.
 * @throws RangeError for a name that the catalogue does not have.
 */
export function phantomMask({ masks }: Pick<Phantom, 'masks'>, name: string): BitMask {
  return maskOf(masks, channelOf(name));
}
