// SPDX-License-Identifier: Apache-2.0
import type { Size, View } from './view-geometry';
import { isFullWindow, type WindowLevel, windowTable } from './window-level';

/** What to draw and how. */
export interface ImageScene {
  readonly bitmap: CanvasImageSource;
  /** Size of the original image, which the bitmap stands for at whatever size it came. */
  readonly image: Size;
  readonly view: View;
  readonly viewport: Size;
  readonly pixelRatio: number;
  readonly window: WindowLevel;
}

/** From this many screen pixels per image pixel on, pixels are shown as squares. */
const SQUARES_FROM_SCALE = 4;

/** Draws the radiograph through its window; greys are looked up, so the window is exact. */
export function drawImage(context: CanvasRenderingContext2D, scene: ImageScene): void {
  const { view, image, viewport, pixelRatio } = scene;
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  context.clearRect(0, 0, viewport.width, viewport.height);
  context.imageSmoothingEnabled = view.scale < SQUARES_FROM_SCALE;
  context.imageSmoothingQuality = 'high';
  context.drawImage(
    scene.bitmap,
    view.offsetX,
    view.offsetY,
    image.width * view.scale,
    image.height * view.scale,
  );
  if (!isFullWindow(scene.window)) applyWindow(context, scene);
}

function applyWindow(context: CanvasRenderingContext2D, scene: ImageScene): void {
  const { canvas } = context;
  const table = windowTable(scene.window);
  const shown = context.getImageData(0, 0, canvas.width, canvas.height);
  const { data } = shown;
  for (let at = 0; at < data.length; at += 4) {
    const grey = table[data[at] ?? 0] ?? 0;
    data[at] = grey;
    data[at + 1] = grey;
    data[at + 2] = grey;
  }
  context.putImageData(shown, 0, 0);
}
