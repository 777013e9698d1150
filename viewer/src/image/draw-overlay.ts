// SPDX-License-Identifier: Apache-2.0
import { type RegionStyle, regionName } from '../regions/region-style';
import type { Region } from '../api/report-types';
import { drawLabels } from './draw-labels';
import { gridToImage, wholeImage } from './grid-to-image';
import { hatchPattern } from './hatch-pattern';
import type { LoadedMask } from './mask-store';
import { boxToScreen, type Size, toScreen, type View } from './view-geometry';

/** A region with its look and, once it has come, its mask. */
export interface DrawnRegion {
  readonly region: Region;
  readonly style: RegionStyle;
  readonly mask?: LoadedMask;
}

/** What to draw and how. */
export interface OverlayScene {
  readonly regions: readonly DrawnRegion[];
  /** Size of the original image. */
  readonly image: Size;
  readonly view: View;
  readonly viewport: Size;
  readonly pixelRatio: number;
  /** Fill and hatch as well as outline. */
  readonly filled: boolean;
  /** Corner marks of the boxes; too much when every sentence's regions are shown at once. */
  readonly boxes: boolean;
}

const OUTLINE_WIDTH = 2;
const HALO_WIDTH = 4.5;
const HALO_COLOUR = 'rgb(0 0 0 / 0.75)';
const TINT_ALPHA = 0.1;
const HATCH_ALPHA = 0.55;
const BOX_CORNER = 12;

/** Draws the regions over a cleared canvas of viewport times pixelRatio pixels. */
export function drawOverlay(context: CanvasRenderingContext2D, scene: OverlayScene): void {
  const { pixelRatio, viewport } = scene;
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  context.clearRect(0, 0, viewport.width, viewport.height);
  context.lineJoin = 'round';
  for (const drawn of scene.regions) {
    const path = drawn.mask ? maskPath(drawn.mask, scene) : boxPath(drawn.region, scene);
    if (scene.filled) fill(context, path, drawn.style, pixelRatio);
    stroke(context, path, drawn.style);
    if (scene.boxes && drawn.mask) stroke(context, cornerPath(drawn.region, scene), drawn.style, 1);
  }
  drawLabels(
    context,
    scene.regions.flatMap(({ region, style }) =>
      region.box
        ? [
            {
              text: regionName(region),
              colour: style.colour,
              ...boxToScreen(scene.view, region.box),
            },
          ]
        : [],
    ),
    viewport,
  );
}

function fill(
  context: CanvasRenderingContext2D,
  path: Path2D,
  style: RegionStyle,
  pixelRatio: number,
): void {
  context.save();
  context.globalAlpha = TINT_ALPHA;
  context.fillStyle = style.colour;
  context.fill(path, 'evenodd');
  const pattern = hatchPattern(context, style, pixelRatio);
  if (pattern) {
    context.globalAlpha = HATCH_ALPHA;
    context.fillStyle = pattern;
    pattern.setTransform(new DOMMatrix().scale(1 / pixelRatio));
    context.fill(path, 'evenodd');
  }
  context.restore();
}

function stroke(
  context: CanvasRenderingContext2D,
  path: Path2D,
  style: RegionStyle,
  width = OUTLINE_WIDTH,
): void {
  context.setLineDash([]);
  context.strokeStyle = HALO_COLOUR;
  context.lineWidth = width + HALO_WIDTH - OUTLINE_WIDTH;
  context.stroke(path);
  context.setLineDash(width === OUTLINE_WIDTH ? [...style.dash] : []);
  context.strokeStyle = style.colour;
  context.lineWidth = width;
  context.stroke(path);
}

function maskPath(mask: LoadedMask, { image, view }: OverlayScene): Path2D {
  const path = new Path2D();
  const map = mask.toImage ?? wholeImage(mask, image);
  for (const contour of mask.contours) {
    contour.forEach((point, at) => {
      const { x, y } = toScreen(view, gridToImage(map, point));
      if (at === 0) path.moveTo(x, y);
      else path.lineTo(x, y);
    });
    path.closePath();
  }
  return path;
}

function boxPath(region: Region, { view }: OverlayScene): Path2D {
  const path = new Path2D();
  if (!region.box) return path;
  const { x, y, width, height } = boxToScreen(view, region.box);
  path.rect(x, y, width, height);
  return path;
}

function cornerPath(region: Region, { view }: OverlayScene): Path2D {
  const path = new Path2D();
  if (!region.box) return path;
  const { x, y, width, height } = boxToScreen(view, region.box);
  const reach = Math.min(BOX_CORNER, width / 3, height / 3);
  for (const [cornerX, cornerY, right, down] of [
    [x, y, 1, 1],
    [x + width, y, -1, 1],
    [x + width, y + height, -1, -1],
    [x, y + height, 1, -1],
  ] as const) {
    path.moveTo(cornerX + right * reach, cornerY);
    path.lineTo(cornerX, cornerY);
    path.lineTo(cornerX, cornerY + down * reach);
  }
  return path;
}
