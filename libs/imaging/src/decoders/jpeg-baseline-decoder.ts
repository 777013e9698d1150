// SPDX-License-Identifier: Apache-2.0
import sharp from 'sharp';
import { ImagingError } from '../imaging-error.js';
import { maxPixels } from '../size-limits.js';
import { checkCodestream, readJpegHeader } from './codestream-header.js';
import type { CodedFrame, PixelDecoder, Samples } from './pixel-decoder.js';

/** JPEG baseline, 8 bits, lossy. 12-bit JPEG extended (.51) is another process and not covered. */
export function createJpegBaselineDecoder(): PixelDecoder {
  return {
    name: 'JPEG baseline',
    transferSyntaxes: ['1.2.840.10008.1.2.4.50'],
    encapsulated: true,
    decode: decodeJpegBaseline,
  };
}

async function decodeJpegBaseline(frame: CodedFrame): Promise<Samples> {
  checkCodestream('JPEG baseline', readJpegHeader(frame.bytes), frame);
  try {
    // DICOM geometry counts, so EXIF orientation and colour profiles inside the stream do not.
    const decoded = await sharp(frame.bytes, {
      limitInputPixels: maxPixels,
      failOn: 'truncated',
      ignoreIcc: true,
    })
      .toColourspace('b-w')
      .raw()
      .toBuffer();
    if (decoded.length !== frame.columns * frame.rows) {
      throw new ImagingError('corrupt', 'expected one grey sample per pixel in the JPEG stream');
    }
    return new Uint8Array(decoded);
  } catch (error) {
    throw ImagingError.from(
      error,
      'corrupt',
      'expected a decodable JPEG baseline stream in the pixel data, found a damaged one',
    );
  }
}
