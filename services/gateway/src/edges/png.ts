// SPDX-License-Identifier: Apache-2.0
import { type BitMask, unpackMask } from '@asarg/tensor';
import sharp from 'sharp';

/** An 8-bit RGBA PNG of the mask's size: white, opaque where the mask is set, else transparent. */
export async function maskPng(mask: BitMask): Promise<Buffer> {
  const values = unpackMask(mask);
  const pixels = new Uint8Array(values.length * 4).fill(255);
  values.forEach((value, index) => {
    pixels[index * 4 + 3] = value * 255;
  });
  const raw = { width: mask.width, height: mask.height, channels: 4 as const };
  return sharp(pixels, { raw }).png({ compressionLevel: 6 }).toBuffer();
}

/** The PNG made smaller so that its longer side is at most `maxSide` pixels; never larger. */
export async function shrinkPng(png: Buffer, maxSide: number): Promise<Buffer> {
  const fit = { width: maxSide, height: maxSide, fit: 'inside', withoutEnlargement: true } as const;
  return sharp(png).resize(fit).toColourspace('b-w').png().toBuffer();
}
