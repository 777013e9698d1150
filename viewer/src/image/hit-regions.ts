// SPDX-License-Identifier: Apache-2.0
import type { Sentence } from '../api/report-types';
import type { DrawnRegion } from './draw-overlay';
import { regionKey } from '../regions/region-style';
import { imageToGrid, wholeImage } from './grid-to-image';
import { isInBox, type Point, type Size } from './view-geometry';

/** The regions under an image point, by mask where there is one and by box otherwise. */
export function hitRegions(
  regions: readonly DrawnRegion[],
  image: Size,
  point: Point,
): readonly DrawnRegion[] {
  return regions.filter(({ region, mask }) => {
    if (region.box && !isInBox(region.box, point)) return false;
    if (!mask) return region.box != null;
    const { x, y } = imageToGrid(mask.toImage ?? wholeImage(mask, image), point);
    const column = Math.floor(x);
    const row = Math.floor(y);
    if (column < 0 || row < 0 || column >= mask.width || row >= mask.height) return false;
    return mask.set[row * mask.width + column] !== 0;
  });
}

/**
 * The sentence to go to when regions are clicked: the next one after `current` that cites any of
 * them, round and round; undefined when none does.
 */
export function nextCiting(
  sentences: readonly Sentence[],
  hit: readonly DrawnRegion[],
  current: number | undefined,
): number | undefined {
  const keys = new Set(hit.map(({ region }) => regionKey(region)));
  const citing = sentences
    .filter((sentence) => sentence.regions.some((region) => keys.has(regionKey(region))))
    .map((sentence) => sentence.index);
  return citing.find((index) => current !== undefined && index > current) ?? citing[0];
}
