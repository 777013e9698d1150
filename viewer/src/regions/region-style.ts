// SPDX-License-Identifier: Apache-2.0
import type { Region, Sentence } from '../api/report-types';

/** How a region is filled, so that colour is never the only cue. */
export type Hatch = 'diagonal' | 'back-diagonal' | 'horizontal' | 'dots' | 'vertical' | 'cross';

/** Look of one class of one specialist. */
export interface RegionStyle {
  readonly colour: string;
  readonly hatch: Hatch;
  /** Dash of the outline in screen pixels; empty is solid. */
  readonly dash: readonly number[];
}

/**
 * The six colours of Okabe and Ito ("Color Universal Design", 2008) that stand out from a
 * radiograph; black and the dark blue do not. Each with its own hatch and dash.
 */
export const REGION_STYLES: readonly RegionStyle[] = [
  { colour: '#56b4e9', hatch: 'diagonal', dash: [] },
  { colour: '#e69f00', hatch: 'back-diagonal', dash: [10, 4] },
  { colour: '#f0e442', hatch: 'horizontal', dash: [2, 3] },
  { colour: '#cc79a7', hatch: 'dots', dash: [12, 4, 2, 4] },
  { colour: '#009e73', hatch: 'vertical', dash: [5, 5] },
  { colour: '#d55e00', hatch: 'cross', dash: [16, 4] },
];

/** Identity of a region's class within a report. */
export function regionKey(region: Pick<Region, 'specialist' | 'classId' | 'class'>): string {
  return `${region.specialist}/${region.classId}/${region.class}`;
}

/** A class's words for people: "lung left" for lung_left. */
export function regionName(region: Pick<Region, 'class'>): string {
  return region.class.replaceAll(/[_-]+/g, ' ');
}

/**
 * Gives each class a look, in order of first mention, so that a report looks the same each time and
 * while it is written. With more classes than looks, a class gets one that none of the classes
 * beside it in its sentence has, the least used of those.
 */
export function assignRegionStyles(
  sentences: readonly Sentence[],
): ReadonlyMap<string, RegionStyle> {
  const styles = new Map<string, RegionStyle>();
  const uses = new Map(REGION_STYLES.map((style) => [style, 0]));
  for (const { regions } of sentences) {
    const keys = [...new Set(regions.map(regionKey))];
    for (const key of keys) {
      if (styles.has(key)) continue;
      const beside = new Set(keys.map((other) => styles.get(other)));
      const free = REGION_STYLES.filter((style) => !beside.has(style));
      const style = leastUsed(free.length > 0 ? free : REGION_STYLES, uses);
      styles.set(key, style);
      uses.set(style, (uses.get(style) ?? 0) + 1);
    }
  }
  return styles;
}

function leastUsed(
  candidates: readonly RegionStyle[],
  uses: ReadonlyMap<RegionStyle, number>,
): RegionStyle {
  return candidates.reduce((best, style) =>
    (uses.get(style) ?? 0) < (uses.get(best) ?? 0) ? style : best,
  );
}

/** The regions of the sentence at `index`, or of all sentences when it is undefined; no class twice. */
export function shownRegions(
  sentences: readonly Sentence[],
  index: number | undefined,
): readonly Region[] {
  const cited = sentences.filter((sentence) => index === undefined || sentence.index === index);
  const byKey = new Map(
    cited.flatMap((sentence) => sentence.regions).map((region) => [regionKey(region), region]),
  );
  return [...byKey.values()];
}
