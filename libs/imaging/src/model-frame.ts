// SPDX-License-Identifier: Apache-2.0
import { pixelDigest } from './pixel-digest.js';
import type { GreyPixels, PixelSpacing, Radiograph } from './radiograph.js';

/** Longest side of a frame, in pixels: what the specialist contract allows. */
export const maxFrameSidePx = 1440;

/** What specialists are sent: a canonical radiograph made no larger than they need. */
export interface ModelFrame {
  /** Columns, 1 to 1440. */
  readonly width: number;
  /** Rows, 1 to 1440. */
  readonly height: number;
  readonly pixels: GreyPixels;
  /** SHA-256 of the pixels' bytes, lower-case hexadecimal. */
  readonly digest: string;
  /**
   * Original pixels per frame pixel along both axes, an integer of 1 or more. Corner (x, y) of the
   * frame is corner (x * scale, y * scale) of the original; the last column and row may reach past
   * the original's edge, so clamp.
   */
  readonly scale: number;
  /** Distance between frame pixels. */
  readonly spacing?: PixelSpacing;
}

/**
 * Averages blocks of scale x scale pixels, the smallest integer scale that brings the longer side
 * to 1440 or less; blocks at the right and bottom edge average what they cover. Means are rounded
 * half up, so the sample type stays the same.
 */
export function toFrame(radiograph: Radiograph): ModelFrame {
  const { width, height, pixels, spacing } = radiograph;
  const scale = Math.max(1, Math.ceil(Math.max(width, height) / maxFrameSidePx));
  if (scale === 1) {
    return { width, height, pixels, digest: radiograph.digest, scale, ...scaled(spacing, 1) };
  }
  const frameWidth = Math.ceil(width / scale);
  const frameHeight = Math.ceil(height / scale);
  const averaged =
    pixels instanceof Uint8Array
      ? new Uint8Array(frameWidth * frameHeight)
      : new Uint16Array(frameWidth * frameHeight);
  const sums = new Float64Array(frameWidth);
  for (let row = 0; row < frameHeight; row++) {
    const top = row * scale;
    const bottom = Math.min(height, top + scale);
    sums.fill(0);
    for (let y = top; y < bottom; y++) {
      for (let x = 0, at = y * width; x < width; x++, at++) sums[(x / scale) | 0]! += pixels[at]!;
    }
    for (let column = 0; column < frameWidth; column++) {
      const covered = (bottom - top) * (Math.min(width, (column + 1) * scale) - column * scale);
      averaged[row * frameWidth + column] = Math.floor(sums[column]! / covered + 0.5);
    }
  }
  return {
    width: frameWidth,
    height: frameHeight,
    pixels: averaged,
    digest: pixelDigest(averaged),
    scale,
    ...scaled(spacing, scale),
  };
}

const scaled = (spacing: PixelSpacing | undefined, scale: number): { spacing?: PixelSpacing } =>
  spacing ? { spacing: { columnMm: spacing.columnMm * scale, rowMm: spacing.rowMm * scale } } : {};
