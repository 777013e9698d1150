// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  boxToScreen,
  fitView,
  panBy,
  resizeView,
  toImage,
  toScreen,
  ZOOM_RANGE,
  zoomAt,
} from './view-geometry';

const side = fc.integer({ min: 50, max: 4000 });
const size = fc.record({ width: side, height: side });

describe('view geometry', () => {
  it('should fit and centre the whole image', () => {
    const view = fitView({ width: 1000, height: 2000 }, { width: 500, height: 500 });
    expect(view).toEqual({ zoom: 1, scale: 0.25, offsetX: 125, offsetY: 0 });
  });

  it('should scale boxes from original pixels', () => {
    const view = fitView({ width: 1000, height: 2000 }, { width: 500, height: 500 });
    expect(boxToScreen(view, { x0: 100, y0: 200, x1: 300, y1: 1000 })).toEqual({
      x: 150,
      y: 50,
      width: 50,
      height: 200,
    });
  });

  it('should map to the screen and back', () => {
    fc.assert(
      fc.property(
        size,
        size,
        fc.double({ min: 1, max: 12, noNaN: true }),
        (image, port, factor) => {
          const view = zoomAt(fitView(image, port), image, port, factor, { x: 10, y: 20 });
          const back = toImage(view, toScreen(view, { x: 123, y: 45 }));
          expect(back.x).toBeCloseTo(123, 6);
          expect(back.y).toBeCloseTo(45, 6);
        },
      ),
    );
  });

  it('should never leave the viewport bare where the image can cover it', () => {
    const shift = fc.integer({ min: -9000, max: 9000 });
    fc.assert(
      fc.property(size, size, shift, shift, (image, port, dx, dy) => {
        const zoomed = zoomAt(fitView(image, port), image, port, 3, { x: 0, y: 0 });
        const view = panBy(zoomed, image, port, dx, dy);
        const right = view.offsetX + image.width * view.scale;
        if (image.width * view.scale >= port.width) {
          expect(view.offsetX).toBeLessThanOrEqual(0);
          expect(right).toBeGreaterThanOrEqual(port.width - 1e-6);
        }
      }),
    );
  });

  it('should keep the point under the pointer while zooming inside the image', () => {
    const image = { width: 1000, height: 1000 };
    const port = { width: 500, height: 500 };
    const view = zoomAt(fitView(image, port), image, port, 2, { x: 250, y: 250 });
    const closer = zoomAt(view, image, port, 2, { x: 200, y: 300 });
    expect(toImage(closer, { x: 200, y: 300 })).toEqual(toImage(view, { x: 200, y: 300 }));
  });

  it('should hold the zoom in its range', () => {
    const image = { width: 10, height: 10 };
    const view = fitView(image, image);
    expect(zoomAt(view, image, image, 1e9, { x: 0, y: 0 }).zoom).toBe(ZOOM_RANGE.most);
    expect(zoomAt(view, image, image, 1e-9, { x: 0, y: 0 }).zoom).toBe(ZOOM_RANGE.least);
  });

  it('should keep the centre when the viewport changes', () => {
    const image = { width: 1000, height: 1000 };
    const before = { width: 400, height: 400 };
    const after = { width: 800, height: 800 };
    const view = zoomAt(fitView(image, before), image, before, 4, { x: 200, y: 200 });
    const centre = toImage(resizeView(view, image, before, after), { x: 400, y: 400 });
    expect(centre.x).toBeCloseTo(500, 6);
  });
});
