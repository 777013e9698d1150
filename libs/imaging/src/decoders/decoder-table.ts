// SPDX-License-Identifier: Apache-2.0
import { ImagingError } from '../imaging-error.js';
import { createJpeg2000Decoder } from './jpeg2000-decoder.js';
import { createJpegBaselineDecoder } from './jpeg-baseline-decoder.js';
import { createJpegLosslessDecoder } from './jpeg-lossless-decoder.js';
import { createJpegLsDecoder } from './jpeg-ls-decoder.js';
import { createNativeDecoder } from './native-decoder.js';
import type { PixelDecoder } from './pixel-decoder.js';
import { createRleDecoder } from './rle-decoder.js';

const decoders: readonly PixelDecoder[] = [
  createNativeDecoder(),
  createRleDecoder(),
  createJpegBaselineDecoder(),
  createJpegLosslessDecoder(),
  createJpegLsDecoder(),
  createJpeg2000Decoder(),
];

/** UIDs of every transfer syntax that can be read. */
export const supportedTransferSyntaxes: readonly string[] = decoders.flatMap(
  (decoder) => decoder.transferSyntaxes,
);

/**
 * The decoder for a transfer syntax.
 * @throws ImagingError 'unsupported-transfer-syntax', naming the UID and the alternatives.
 */
export function decoderFor(transferSyntax: string): PixelDecoder {
  const decoder = decoders.find((one) => one.transferSyntaxes.includes(transferSyntax));
  if (decoder) return decoder;
  const alternatives = decoders
    .map((one) => `${one.name} (${one.transferSyntaxes.join(', ')})`)
    .join('; ');
  throw new ImagingError(
    'unsupported-transfer-syntax',
    `expected one of the transfer syntaxes ${alternatives}; found ${printableUid(transferSyntax)}`,
  );
}

const printableUid = (uid: string): string =>
  /^[0-9.]{1,64}$/.test(uid) ? uid : 'a value that is not a UID';
