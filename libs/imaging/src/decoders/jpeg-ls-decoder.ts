// SPDX-License-Identifier: Apache-2.0
import { checkCodestream, readJpegHeader } from './codestream-header.js';
import type { PixelDecoder } from './pixel-decoder.js';
import { createWasmCodec, type WasmDecoder } from './wasm-codec.js';

interface CharlsModule {
  JpegLSDecoder: new () => WasmDecoder;
}

/** JPEG-LS, lossless (.80) and near-lossless (.81), up to 16 bits. */
export function createJpegLsDecoder(): PixelDecoder {
  const decode = createWasmCodec<CharlsModule>(
    'JPEG-LS',
    '@cornerstonejs/codec-charls/decodewasmjs',
    (module) => new module.JpegLSDecoder(),
  );
  return {
    name: 'JPEG-LS',
    transferSyntaxes: ['1.2.840.10008.1.2.4.80', '1.2.840.10008.1.2.4.81'],
    encapsulated: true,
    decode: async (frame) => {
      checkCodestream('JPEG-LS', readJpegHeader(frame.bytes), frame);
      return decode(frame);
    },
  };
}
