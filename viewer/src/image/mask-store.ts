// SPDX-License-Identifier: Apache-2.0
import { fetchWithKey } from '../access/api-key';
import { GRID_HEADER, type GridToImage, parseGridToImage } from './grid-to-image';
import { type Contour, type Mask, smoothContour, traceContours } from './trace-contours';

/** A mask ready to be drawn and pointed at. */
export interface LoadedMask extends Mask {
  readonly contours: readonly Contour[];
  /** Absent when the gateway did not say; then the grid covers the whole image. */
  readonly toImage?: GridToImage;
}

/** Masks by address, each fetched and traced once. */
export interface MaskStore {
  /** The mask if it is here; otherwise starts to fetch it and calls `onLoaded` when it has come. */
  peek(url: string): LoadedMask | undefined;
}

/** Makes a store. A mask that cannot be read stays away: its box is drawn instead. */
export function createMaskStore(onLoaded: () => void): MaskStore {
  const masks = new Map<string, LoadedMask | undefined>();
  async function load(url: string): Promise<void> {
    try {
      masks.set(url, await readMask(url));
      onLoaded();
    } catch {
      masks.set(url, undefined);
    }
  }
  return {
    peek(url) {
      if (!masks.has(url)) {
        masks.set(url, undefined);
        void load(url);
      }
      return masks.get(url);
    },
  };
}

/** Alpha at or above this is inside; the gateway sends 0 or 255. */
const INSIDE_ALPHA = 128;

async function readMask(url: string): Promise<LoadedMask> {
  const response = await fetchWithKey(url);
  if (!response.ok) throw new Error(`mask: expected 200, found ${response.status}`);
  const toImage = parseGridToImage(response.headers.get(GRID_HEADER));
  const bitmap = await createImageBitmap(await response.blob());
  const { width, height } = bitmap;
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('mask: expected a 2d canvas, found none');
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  const rgba = context.getImageData(0, 0, width, height).data;
  const set = new Uint8Array(width * height);
  for (let at = 0; at < set.length; at++) set[at] = (rgba[at * 4 + 3] ?? 0) >= INSIDE_ALPHA ? 1 : 0;
  const mask = { width, height, set };
  return {
    ...mask,
    toImage,
    contours: traceContours(mask).map((contour) => smoothContour(contour)),
  };
}
