// SPDX-License-Identifier: Apache-2.0
import { assert, double, integer, property } from 'fast-check';
import { expect, test } from 'vitest';
import { affineToImage, frameBoxToImage, gridBoxToFrame } from './coordinates.js';

const squash = { xx: 2.5, xy: 0, x0: 1, yx: 0, yy: 4, y0: -2 };

test('a grid box is mapped through the affine, also when it flips or turns', () => {
  const box = { x0: 1, y0: 2, x1: 3, y1: 5 };

  expect(gridBoxToFrame(box, squash)).toEqual({ x0: 3.5, y0: 6, x1: 8.5, y1: 18 });
  expect(gridBoxToFrame(box, { ...squash, xx: -2.5, x0: 10 })).toMatchObject({ x0: 2.5, x1: 7.5 });
  const turned = { xx: 0, xy: 1, x0: 0, yx: 1, yy: 0, y0: 0 };
  expect(gridBoxToFrame(box, turned)).toEqual({ x0: 2, y0: 1, x1: 5, y1: 3 });
});

test('an image box covers its frame box, in whole pixels, inside the image', () => {
  const side = double({ min: 0, max: 1440, noNaN: true });
  assert(
    property(side, side, side, side, integer({ min: 1, max: 7 }), (a, b, c, d, scale) => {
      const frame = {
        x0: Math.min(a, b),
        y0: Math.min(c, d),
        x1: Math.max(a, b),
        y1: Math.max(c, d),
      };
      const [width, height] = [1440 * scale - 1, 1440 * scale];
      const box = frameBoxToImage(frame, { width, height, scale });
      expect(Object.values(box).every(Number.isInteger)).toBe(true);
      expect(box.x0).toBeLessThanOrEqual(frame.x0 * scale);
      expect(box.y1).toBeGreaterThanOrEqual(Math.min(frame.y1 * scale, height) - 1e-5);
      expect(box.x1).toBeLessThanOrEqual(width);
    }),
  );
});

test('the affine to the image agrees with scaling the mapped box', () => {
  const box = { x0: 0, y0: 0, x1: 10, y1: 20 };
  const direct = gridBoxToFrame(box, affineToImage(squash, 3));
  const { x0, y0, x1, y1 } = gridBoxToFrame(box, squash);

  expect(direct).toEqual({ x0: x0 * 3, y0: y0 * 3, x1: x1 * 3, y1: y1 * 3 });
});
