// SPDX-License-Identifier: Apache-2.0
import type { Command } from '../keyboard/key-map';
import type { DrawnRegion } from './draw-overlay';
import { ImageStage } from './image-stage';
import { ImageToolbar } from './image-toolbar';
import type { Bitmap } from './use-bitmap';
import type { ImageView } from './use-image-view';
import { regionName } from '../regions/region-style';
import type { Point, Size } from './view-geometry';

interface Props {
  readonly bitmap: Bitmap;
  readonly image: Size | undefined;
  readonly imageView: ImageView;
  readonly regions: readonly DrawnRegion[];
  readonly look: { readonly filled: boolean; readonly regions: boolean };
  /** The sentence whose regions are shown; undefined for those of all. */
  readonly active: number | undefined;
  readonly run: (command: Command) => void;
  readonly onPoint: (at: Point) => void;
}

/** The radiograph, its regions and the ways to look at them. */
export function ImagePanel(props: Props) {
  const { imageView, look, active } = props;
  const regions = look.regions ? props.regions : [];
  return (
    <>
      <ImageStage
        bitmap={props.bitmap}
        image={props.image}
        imageView={imageView}
        regions={regions}
        filled={look.filled && active !== undefined}
        boxes={active !== undefined}
        description={describe(regions, active)}
        onPoint={props.onPoint}
      />
      <ImageToolbar
        window={imageView.window}
        zoom={imageView.view?.zoom ?? 1}
        filled={look.filled}
        regionsShown={look.regions}
        onWindow={imageView.setWindow}
        run={props.run}
      />
    </>
  );
}

function describe(regions: readonly DrawnRegion[], active: number | undefined): string {
  if (regions.length === 0) return 'Chest radiograph, no regions shown';
  const names = regions.map(({ region }) => regionName(region)).join(', ');
  const whose = active === undefined ? 'all sentences' : `sentence ${active + 1}`;
  return `Chest radiograph with the regions of ${whose}: ${names}`;
}
