// SPDX-License-Identifier: Apache-2.0
import type { Box } from '../api/report-types';

/** A size in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A point in pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * How the image lies on the screen: screen = image * scale + offset, with image in original
 * pixels and screen in CSS pixels of the viewport. `zoom` 1 is the whole image.
 */
export interface View {
  readonly zoom: number;
  readonly scale: number;
  readonly offsetX: number;
  readonly offsetY: number;
}

/** Closest and furthest zoom. */
export const ZOOM_RANGE = { least: 1, most: 12 } as const;

/** The whole image, centred, as large as the viewport allows. */
export function fitView(image: Size, viewport: Size): View {
  return place(image, viewport, 1, {
    x: image.width / 2,
    y: image.height / 2,
  });
}

/** Zooms by `factor` and keeps the image point under `at` (screen pixels) where it is, if it can. */
export function zoomAt(view: View, image: Size, viewport: Size, factor: number, at: Point): View {
  const zoom = clamp(view.zoom * factor, ZOOM_RANGE.least, ZOOM_RANGE.most);
  const scale = fitScale(image, viewport) * zoom;
  const under = toImage(view, at);
  return held(image, viewport, {
    zoom,
    scale,
    offsetX: at.x - under.x * scale,
    offsetY: at.y - under.y * scale,
  });
}

/** Moves the image by screen pixels; it cannot leave the viewport. */
export function panBy(view: View, image: Size, viewport: Size, dx: number, dy: number): View {
  return held(image, viewport, {
    ...view,
    offsetX: view.offsetX + dx,
    offsetY: view.offsetY + dy,
  });
}

/** The same zoom and centre in a viewport of another size. */
export function resizeView(view: View, image: Size, before: Size, after: Size): View {
  const centre = toImage(view, { x: before.width / 2, y: before.height / 2 });
  return place(image, after, view.zoom, centre);
}

/** Screen pixels of an image point. */
export function toScreen(view: View, point: Point): Point {
  return { x: point.x * view.scale + view.offsetX, y: point.y * view.scale + view.offsetY };
}

/** Original pixels of a screen point. */
export function toImage(view: View, point: Point): Point {
  return { x: (point.x - view.offsetX) / view.scale, y: (point.y - view.offsetY) / view.scale };
}

/** A box of original pixels on the screen. */
export function boxToScreen(view: View, box: Box): Point & Size {
  const { x, y } = toScreen(view, { x: box.x0, y: box.y0 });
  return { x, y, width: (box.x1 - box.x0) * view.scale, height: (box.y1 - box.y0) * view.scale };
}

/** Whether an image point lies in a half-open box. */
export function isInBox(box: Box, { x, y }: Point): boolean {
  return x >= box.x0 && x < box.x1 && y >= box.y0 && y < box.y1;
}

function fitScale(image: Size, viewport: Size): number {
  return Math.min(viewport.width / image.width, viewport.height / image.height);
}

function place(image: Size, viewport: Size, zoom: number, centre: Point): View {
  const scale = fitScale(image, viewport) * zoom;
  return held(image, viewport, {
    zoom,
    scale,
    offsetX: viewport.width / 2 - centre.x * scale,
    offsetY: viewport.height / 2 - centre.y * scale,
  });
}

function held(image: Size, viewport: Size, view: View): View {
  return {
    ...view,
    offsetX: heldAxis(view.offsetX, image.width * view.scale, viewport.width),
    offsetY: heldAxis(view.offsetY, image.height * view.scale, viewport.height),
  };
}

function heldAxis(offset: number, size: number, room: number): number {
  if (size <= room) return (room - size) / 2;
  return clamp(offset, room - size, 0);
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
