// SPDX-License-Identifier: Apache-2.0
import { encodePng } from './png.ts';

/** Size of the drawn original, and of the masks' grid, which covers all of it. */
export const ORIGINAL = { width: 1000, height: 1200 };
export const GRID = { width: 128, height: 128 };

/** An ellipse in fractions of the image. */
interface Ellipse {
  readonly x: number;
  readonly y: number;
  readonly rx: number;
  readonly ry: number;
}

/** Classes by id; the patient's right is on the left of the image. */
export const CLASSES: Readonly<Record<number, { name: string; parts: readonly Ellipse[] }>> = {
  1: { name: 'right_lung', parts: [{ x: 0.3, y: 0.45, rx: 0.15, ry: 0.3 }] },
  2: { name: 'left_lung', parts: [{ x: 0.7, y: 0.44, rx: 0.14, ry: 0.29 }] },
  3: { name: 'heart', parts: [{ x: 0.56, y: 0.6, rx: 0.17, ry: 0.13 }] },
  4: { name: 'right_clavicle', parts: [{ x: 0.3, y: 0.16, rx: 0.17, ry: 0.022 }] },
  5: { name: 'left_clavicle', parts: [{ x: 0.7, y: 0.15, rx: 0.17, ry: 0.022 }] },
  6: {
    name: 'costophrenic_angles',
    parts: [
      { x: 0.2, y: 0.71, rx: 0.05, ry: 0.05 },
      { x: 0.8, y: 0.7, rx: 0.05, ry: 0.05 },
    ],
  },
};

/** The class's box in original pixels, half-open. */
export function boxOf(classId: number) {
  const parts = CLASSES[classId]?.parts ?? [];
  return {
    x0: Math.round(Math.min(...parts.map((p) => p.x - p.rx)) * ORIGINAL.width),
    y0: Math.round(Math.min(...parts.map((p) => p.y - p.ry)) * ORIGINAL.height),
    x1: Math.round(Math.max(...parts.map((p) => p.x + p.rx)) * ORIGINAL.width),
    y1: Math.round(Math.max(...parts.map((p) => p.y + p.ry)) * ORIGINAL.height),
  };
}

/** The class's mask as the gateway serves it: white, alpha 255 where set. */
export function drawMask(classId: number): Buffer {
  const rgba = new Uint8Array(GRID.width * GRID.height * 4).fill(255);
  forEachPixel(GRID, (x, y, at) => {
    const inside = (CLASSES[classId]?.parts ?? []).some((part) => depth(part, x, y) < 1);
    rgba[at * 4 + 3] = inside ? 255 : 0;
  });
  return encodePng(GRID.width, GRID.height, 4, rgba);
}

/** A crude chest: enough greys to judge windows and overlays on. */
export function drawChest(): Buffer {
  const grey = new Uint8Array(ORIGINAL.width * ORIGINAL.height);
  forEachPixel(ORIGINAL, (x, y, at) => {
    let value = 150 - 60 * Math.abs(x - 0.5) + 25 * y;
    if (Math.abs(x - 0.5) > 0.44 - 0.12 * (1 - y) ** 3) value = 22;
    for (const id of [1, 2]) {
      const part = CLASSES[id]?.parts[0];
      if (part && depth(part, x, y) < 1) {
        const rib = Math.sin((y + 0.25 * (x - 0.5) ** 2 * (x < 0.5 ? 1 : 1)) * 62);
        value = 52 + 26 * Math.max(0, rib) + 30 * depth(part, x, y) ** 4;
      }
    }
    const heart = CLASSES[3]?.parts[0];
    if (heart && depth(heart, x, y) < 1) value = 186 - 14 * depth(heart, x, y);
    if (Math.abs(x - 0.5) < 0.035) value = Math.max(value, 178 + 12 * Math.sin(y * 90));
    for (const id of [4, 5]) {
      const part = CLASSES[id]?.parts[0];
      if (part && depth(part, x, y) < 1) value = Math.max(value, 170);
    }
    grey[at] = Math.max(0, Math.min(255, value + 5 * Math.sin(at * 12.9898)));
  });
  return encodePng(ORIGINAL.width, ORIGINAL.height, 1, grey);
}

function depth(part: Ellipse, x: number, y: number): number {
  return Math.hypot((x - part.x) / part.rx, (y - part.y) / part.ry);
}

function forEachPixel(
  size: { width: number; height: number },
  visit: (x: number, y: number, at: number) => void,
): void {
  for (let row = 0; row < size.height; row++) {
    for (let column = 0; column < size.width; column++) {
      visit((column + 0.5) / size.width, (row + 0.5) / size.height, row * size.width + column);
    }
  }
}
