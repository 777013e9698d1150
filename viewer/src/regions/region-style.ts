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

/** Gives each class a look, in order of first mention, so that a report looks the same each time. */
export function assignRegionStyles(
  sentences: readonly Sentence[],
): ReadonlyMap<string, RegionStyle> {
  const styles = new Map<string, RegionStyle>();
  for (const region of sentences.flatMap((sentence) => sentence.regions)) {
    const style = REGION_STYLES[styles.size % REGION_STYLES.length];
    if (style && !styles.has(regionKey(region))) styles.set(regionKey(region), style);
  }
  return styles;
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
