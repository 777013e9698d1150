// SPDX-License-Identifier: Apache-2.0
import { Decoder } from '@cornerstonejs/jpeg-lossless-decoder-js';
import { ImagingError } from '../imaging-error.js';
import { checkCodestream, readJpegHeader } from './codestream-header.js';
import type { CodedFrame, PixelDecoder, Samples } from './pixel-decoder.js';

const losslessHuffman = 0xc3;

/** JPEG lossless, process 14, any predictor (.57) and predictor 1 (.70), up to 16 bits. */
export function createJpegLosslessDecoder(): PixelDecoder {
  return {
    name: 'JPEG lossless',
    transferSyntaxes: ['1.2.840.10008.1.2.4.57', '1.2.840.10008.1.2.4.70'],
    encapsulated: true,
    decode: async (frame) => decodeJpegLossless(frame),
  };
}

function decodeJpegLossless(frame: CodedFrame): Samples {
  const header = readJpegHeader(frame.bytes);
  checkCodestream('JPEG lossless', header, frame);
  if (header?.marker !== losslessHuffman) {
    throw new ImagingError(
      'corrupt',
      `expected a lossless frame (marker FFC3), found FF${header?.marker.toString(16).toUpperCase()}`,
    );
  }
  // The decoder wants an ArrayBuffer that holds nothing but the stream.
  const stream = frame.bytes.slice();
  try {
    const bytesPerSample = header.precision <= 8 ? 1 : 2;
    const decoded = new Decoder().decode(stream.buffer, 0, stream.length, bytesPerSample);
    if (decoded.length === frame.columns * frame.rows) return decoded;
  } catch {
    // falls through: the decoder throws whatever its parser met
  }
  throw new ImagingError(
    'corrupt',
    'expected a decodable JPEG lossless stream in the pixel data, found a damaged one',
  );
}
