// SPDX-License-Identifier: Apache-2.0
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { drawImage } from './draw-image';
import { type DrawnRegion, drawOverlay } from './draw-overlay';
import type { Bitmap } from './use-bitmap';
import { useGestures } from './use-gestures';
import type { ImageView } from './use-image-view';
import { type Point, type Size, toImage } from './view-geometry';

interface Props {
  readonly bitmap: Bitmap;
  readonly image: Size | undefined;
  readonly imageView: ImageView;
  readonly regions: readonly DrawnRegion[];
  readonly filled: boolean;
  readonly boxes: boolean;
  /** What the picture shows, in words. */
  readonly description: string;
  /** A click, in original pixels. */
  readonly onPoint: (at: Point) => void;
}

/** The radiograph on one canvas and its regions on another, drawn at the screen's own resolution. */
export function ImageStage(props: Props) {
  const { bitmap, image, imageView, regions, filled, boxes } = props;
  const { view, viewport, window, setViewport } = imageView;
  const frame = useRef<HTMLDivElement>(null);
  const picture = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<HTMLCanvasElement>(null);
  const pixelRatio = Math.min(globalThis.devicePixelRatio || 1, 2);

  useEffect(() => {
    if (!frame.current) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (!entry) return;
      const { width, height } = entry.contentRect;
      setViewport({ width: Math.floor(width), height: Math.floor(height) });
    });
    observer.observe(frame.current);
    return () => observer.disconnect();
  }, [setViewport]);

  useGestures(frame, imageView, (at) => {
    if (view) props.onPoint(toImage(view, at));
  });

  useLayoutEffect(() => {
    const context = resized(picture.current, viewport, pixelRatio, true);
    if (!context || !view || !image || bitmap.state !== 'ready') return;
    drawImage(context, { bitmap: bitmap.element, image, view, viewport, pixelRatio, window });
  }, [bitmap, image, view, viewport, window, pixelRatio]);

  useLayoutEffect(() => {
    const context = resized(overlay.current, viewport, pixelRatio, false);
    if (!context || !view || !image) return;
    drawOverlay(context, { regions, image, view, viewport, pixelRatio, filled, boxes });
  }, [regions, image, view, viewport, filled, boxes, pixelRatio]);

  return (
    <div class="image-stage" ref={frame}>
      <canvas ref={picture} role="img" aria-label={props.description} />
      <canvas ref={overlay} aria-hidden="true" />
      {bitmap.state === 'loading' && <p class="image-note">Loading the image</p>}
      {bitmap.state === 'unreadable' && (
        <p class="image-note">The image could not be loaded. Regions are drawn to its size.</p>
      )}
    </div>
  );
}

/** Sets a canvas to the viewport, which also clears it, and gives its context. */
function resized(
  canvas: HTMLCanvasElement | null,
  viewport: Size,
  pixelRatio: number,
  willReadFrequently: boolean,
): CanvasRenderingContext2D | null {
  if (!canvas || viewport.width === 0) return null;
  canvas.width = Math.round(viewport.width * pixelRatio);
  canvas.height = Math.round(viewport.height * pixelRatio);
  return canvas.getContext('2d', { willReadFrequently });
}
