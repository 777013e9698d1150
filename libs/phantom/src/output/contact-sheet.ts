// SPDX-License-Identifier: Apache-2.0
import sharp from 'sharp';
import type { Thumbnail } from './thumbnail.js';

/** Most films on one sheet. */
export const mostThumbnails = 60;

/** Lays thumbnails out in rows and encodes the sheet as a PNG. */
export async function contactSheet(thumbnails: readonly Thumbnail[]): Promise<Uint8Array> {
  const shown = thumbnails.slice(0, mostThumbnails);
  const side = shown[0]?.side ?? 1;
  const columns = Math.max(1, Math.min(4, shown.length));
  const rows = Math.ceil(shown.length / columns) || 1;
  const stride = columns * side * 2 * 3;
  const sheet = new Uint8Array(stride * rows * side);
  shown.forEach(({ rgb }, i) => {
    const left = (i % columns) * side * 2 * 3;
    const top = Math.floor(i / columns) * side;
    for (let y = 0; y < side; y++) {
      sheet.set(rgb.subarray(y * side * 6, (y + 1) * side * 6), (top + y) * stride + left);
    }
  });
  const image = sharp(sheet, {
    raw: { width: columns * side * 2, height: rows * side, channels: 3 },
  });
  return new Uint8Array(await image.png({ compressionLevel: 6 }).toBuffer());
}
