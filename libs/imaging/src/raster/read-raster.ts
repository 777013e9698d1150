// SPDX-License-Identifier: Apache-2.0
import sharp, { type Sharp } from 'sharp';
import { ImagingError } from '../imaging-error.js';
import { pixelDigest } from '../pixel-digest.js';
import type { GreyPixels, Radiograph } from '../radiograph.js';
import { checkSize, maxPixels } from '../size-limits.js';
import { greyOfColour } from './grey-of-colour.js';
import { checkPngEnd, readRasterHeader } from './raster-header.js';

interface GreyImage {
  readonly pixels: GreyPixels;
  readonly width: number;
  readonly height: number;
}

const assumption = (kind: string): string =>
  `A ${kind} says nothing about window, geometry or polarity: air is taken to be dark.`;

/**
 * Reads a PNG or JPEG, 8 or 16 bits, as a grey radiograph. Alpha is dropped, EXIF orientation is
 * applied, embedded colour profiles are ignored (they would bend the grey scale). Three channels
 * that say the same are grey.
 * @throws ImagingError 'too-large', 'colour', 'truncated', 'corrupt'.
 */
export async function readRaster(bytes: Uint8Array, kind: 'png' | 'jpeg'): Promise<Radiograph> {
  const header = readRasterHeader(bytes, kind);
  checkSize(header.width, header.height);
  if (kind === 'png') checkPngEnd(bytes);
  const image = await decode(bytes, kind);
  return {
    ...image,
    bits: image.pixels instanceof Uint8Array ? 8 : 16,
    source: kind,
    display: { slope: 1, intercept: 0, inverted: false },
    warnings: [assumption(kind.toUpperCase())],
    digest: pixelDigest(image.pixels),
  };
}

async function decode(bytes: Uint8Array, kind: 'png' | 'jpeg'): Promise<GreyImage> {
  try {
    const open = (): Sharp =>
      sharp(bytes, { limitInputPixels: maxPixels, failOn: 'truncated', ignoreIcc: true });
    const metadata = await open().metadata();
    const wide = metadata.depth === 'ushort';
    const isGrey = metadata.space === 'b-w' || metadata.space === 'grey16';
    if (metadata.space === 'cmyk') {
      throw new ImagingError('colour', 'expected a grey image, found four ink channels (CMYK)');
    }
    const upright = open().autoOrient().removeAlpha();
    const { data, info } = await upright
      .toColourspace(isGrey ? (wide ? 'grey16' : 'b-w') : wide ? 'rgb16' : 'srgb')
      .raw({ depth: wide ? 'ushort' : 'uchar' })
      .toBuffer({ resolveWithObject: true });
    // A copy, since small results share the runtime's buffer pool.
    const own = new Uint8Array(data);
    const samples = wide ? new Uint16Array(own.buffer) : own;
    return {
      pixels: info.channels === 1 ? samples : greyOfColour(samples, info.channels),
      width: info.width,
      height: info.height,
    };
  } catch (error) {
    throw ImagingError.from(error, ...rasterFailure(error, kind));
  }
}

function rasterFailure(error: unknown, kind: string): ['truncated' | 'corrupt', string] {
  const text = error instanceof Error ? error.message : '';
  return /premature|truncat|end of|too short|insufficient|not enough|out of order/i.test(text)
    ? ['truncated', `expected a complete ${kind.toUpperCase()}, found one that ends early`]
    : ['corrupt', `expected a decodable ${kind.toUpperCase()}, found a damaged one`];
}
