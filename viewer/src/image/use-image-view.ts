// SPDX-License-Identifier: Apache-2.0
import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import {
  fitView,
  panBy,
  type Point,
  resizeView,
  type Size,
  type View,
  zoomAt,
} from './view-geometry';
import { FULL_WINDOW, type WindowLevel } from './window-level';

/** How the image is looked at, and the ways to change it. */
export interface ImageView {
  readonly view: View | undefined;
  readonly viewport: Size;
  readonly window: WindowLevel;
  readonly setWindow: (window: WindowLevel) => void;
  readonly setViewport: (viewport: Size) => void;
  /** Zooms about a point in screen pixels. @default the middle of the viewport */
  readonly zoom: (factor: number, at?: Point) => void;
  readonly pan: (dx: number, dy: number) => void;
  readonly reset: () => void;
}

interface Placed {
  readonly viewport: Size;
  readonly view?: View;
}

const NO_VIEWPORT: Size = { width: 0, height: 0 };

/** Keeps a view of an image of the given original size; a new size or id starts afresh. */
export function useImageView(image: Size | undefined, id: string | undefined): ImageView {
  const [placed, setPlaced] = useState<Placed>({ viewport: NO_VIEWPORT });
  const [window, setWindow] = useState<WindowLevel>(FULL_WINDOW);
  const width = image?.width;
  const height = image?.height;
  const size = useMemo(() => (width && height ? { width, height } : undefined), [width, height]);

  const change = useCallback(
    (to: (view: View, size: Size, viewport: Size) => View) =>
      setPlaced((now) =>
        size && now.view ? { ...now, view: to(now.view, size, now.viewport) } : now,
      ),
    [size],
  );
  const refit = useCallback(
    () =>
      setPlaced(({ viewport }) => ({
        viewport,
        view: size && viewport.width > 0 ? fitView(size, viewport) : undefined,
      })),
    [size],
  );
  useEffect(() => {
    refit();
    setWindow(FULL_WINDOW);
  }, [refit, id]);

  return {
    ...placed,
    view: placed.view,
    window,
    setWindow,
    setViewport: useCallback(
      (viewport: Size) =>
        setPlaced((now) => {
          if (!size || viewport.width === 0) return { viewport };
          if (!now.view) return { viewport, view: fitView(size, viewport) };
          return { viewport, view: resizeView(now.view, size, now.viewport, viewport) };
        }),
      [size],
    ),
    zoom: useCallback(
      (factor: number, at?: Point) =>
        change((view, size, viewport) =>
          zoomAt(
            view,
            size,
            viewport,
            factor,
            at ?? { x: viewport.width / 2, y: viewport.height / 2 },
          ),
        ),
      [change],
    ),
    pan: useCallback(
      (dx: number, dy: number) =>
        change((view, size, viewport) => panBy(view, size, viewport, dx, dy)),
      [change],
    ),
    reset: useCallback(() => {
      refit();
      setWindow(FULL_WINDOW);
    }, [refit]),
  };
}
