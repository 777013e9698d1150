// SPDX-License-Identifier: Apache-2.0
import type { Region } from '../api/report-types';
import { ProvenanceChip } from '../catalogue/provenance-chip';
import { type RegionStyle, regionName } from './region-style';
import { RegionSwatch } from './region-swatch';

/** A region's name with the look it has on the image and where it comes from. */
export function RegionChip(props: { readonly region: Region; readonly style?: RegionStyle }) {
  const { region, style } = props;
  const probability = region.meanProbability;
  return (
    <li class="chip region-chip">
      {style && <RegionSwatch style={style} />}
      <span class="chip-name">{regionName(region)}</span>
      <ProvenanceChip provenance={region.provenance} />
      {probability != null && <span class="chip-note">p {probability.toFixed(2)}</span>}
    </li>
  );
}
