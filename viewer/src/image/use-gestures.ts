// SPDX-License-Identifier: Apache-2.0
import { type RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { ImageView } from './use-image-view';
import type { Point } from './view-geometry';
import { dragged, type WindowLevel } from './window-level';

/** Pointer travel in CSS pixels below which a press is a click. */
const CLICK_SLOP = 4;
const WHEEL_ZOOM_PER_PIXEL = 0.0015;

interface Press {
  readonly pointers: Map<number, Point>;
  start: Point;
  window: WindowLevel;
  moved: boolean;
  mode: 'window' | 'pan' | 'none';
}

/**
 * Wheel and pinch zoom; left drag sets brightness and contrast; right, middle or shift drag, or a
 * finger on a zoomed image, moves it; a click is passed on in screen pixels.
 */
export function useGestures(
  target: RefObject<HTMLElement | null>,
  imageView: ImageView,
  onClick: (at: Point) => void,
): void {
  const latest = useRef({ imageView, onClick });
  latest.current = { imageView, onClick };
  useEffect(() => {
    const element = target.current;
    if (!element) return undefined;
    const press: Press = {
      pointers: new Map(),
      start: { x: 0, y: 0 },
      window: imageView.window,
      moved: false,
      mode: 'none',
    };
    const at = (event: MouseEvent): Point => {
      const { left, top } = element.getBoundingClientRect();
      return { x: event.clientX - left, y: event.clientY - top };
    };

    function onWheel(event: WheelEvent): void {
      event.preventDefault();
      const pixels = event.deltaMode === 1 ? event.deltaY * 16 : event.deltaY;
      latest.current.imageView.zoom(Math.exp(-pixels * WHEEL_ZOOM_PER_PIXEL), at(event));
    }

    function onDown(event: PointerEvent): void {
      const { view, window } = latest.current.imageView;
      press.pointers.set(event.pointerId, at(event));
      press.start = at(event);
      press.window = window;
      press.moved = press.pointers.size > 1;
      const zoomed = (view?.zoom ?? 1) > 1;
      if (event.pointerType === 'touch') press.mode = zoomed ? 'pan' : 'none';
      else press.mode = event.button === 0 && !event.shiftKey ? 'window' : 'pan';
      element?.setPointerCapture(event.pointerId);
    }

    function onMove(event: PointerEvent): void {
      const before = press.pointers.get(event.pointerId);
      if (!before || !element) return;
      const now = at(event);
      const other = [...press.pointers].find(([id]) => id !== event.pointerId)?.[1];
      press.pointers.set(event.pointerId, now);
      press.moved ||= distance(now, press.start) > CLICK_SLOP;
      if (!press.moved) return;
      const { zoom, pan, setWindow } = latest.current.imageView;
      if (other) {
        const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
        zoom(distance(now, other) / Math.max(1, distance(before, other)), middle);
      } else if (press.mode === 'pan') {
        pan(now.x - before.x, now.y - before.y);
      } else if (press.mode === 'window') {
        const dx = (now.x - press.start.x) / element.clientWidth;
        const dy = (now.y - press.start.y) / element.clientHeight;
        setWindow(dragged(press.window, dx, dy));
      }
    }

    function onUp(event: PointerEvent): void {
      const known = press.pointers.delete(event.pointerId);
      if (known && !press.moved && event.button === 0) latest.current.onClick(at(event));
    }

    const forget = (event: PointerEvent) => press.pointers.delete(event.pointerId);
    const noMenu = (event: Event) => event.preventDefault();
    element.addEventListener('wheel', onWheel, { passive: false });
    element.addEventListener('pointerdown', onDown);
    element.addEventListener('pointermove', onMove);
    element.addEventListener('pointerup', onUp);
    element.addEventListener('pointercancel', forget);
    element.addEventListener('contextmenu', noMenu);
    return () => {
      element.removeEventListener('wheel', onWheel);
      element.removeEventListener('pointerdown', onDown);
      element.removeEventListener('pointermove', onMove);
      element.removeEventListener('pointerup', onUp);
      element.removeEventListener('pointercancel', forget);
      element.removeEventListener('contextmenu', noMenu);
    };
  }, [target]);
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
