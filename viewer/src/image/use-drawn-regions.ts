// SPDX-License-Identifier: Apache-2.0
import { useMemo, useState } from 'preact/hooks';
import type { Sentence } from '../api/report-types';
import {
  assignRegionStyles,
  regionKey,
  type RegionStyle,
  shownRegions,
} from '../regions/region-style';
import type { DrawnRegion } from './draw-overlay';
import { createMaskStore } from './mask-store';

/** The looks of all classes, and the regions to draw for the active sentence. */
export interface DrawnRegions {
  readonly styles: ReadonlyMap<string, RegionStyle>;
  readonly regions: readonly DrawnRegion[];
}

/** Chooses regions and fetches their masks; draws again as masks come. */
export function useDrawnRegions(
  reportId: string | undefined,
  sentences: readonly Sentence[],
  active: number | undefined,
): DrawnRegions {
  const [loaded, setLoaded] = useState(0);
  // A store per report: the masks of the one before are let go.
  const store = useMemo(() => createMaskStore(() => setLoaded((count) => count + 1)), [reportId]);
  const styles = useMemo(() => assignRegionStyles(sentences), [sentences]);
  const regions = useMemo(
    () =>
      shownRegions(sentences, active).flatMap((region) => {
        const style = styles.get(regionKey(region));
        const mask = region.maskUrl ? store.peek(region.maskUrl) : undefined;
        return style ? [{ region, style, mask }] : [];
      }),
    [sentences, active, styles, store, loaded],
  );
  return { styles, regions };
}
