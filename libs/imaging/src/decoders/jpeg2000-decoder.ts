// SPDX-License-Identifier: Apache-2.0
import { checkCodestream, readJpeg2000Header } from './codestream-header.js';
import type { PixelDecoder } from './pixel-decoder.js';
import { createWasmCodec, type WasmDecoder } from './wasm-codec.js';

interface OpenJpegModule {
  J2KDecoder: new () => WasmDecoder;
}

/** JPEG 2000, lossless (.90) and lossy (.91), up to 16 bits. */
export function createJpeg2000Decoder(): PixelDecoder {
  // The package's default entry is asm.js and several times slower than this one.
  const decode = createWasmCodec<OpenJpegModule>(
    'JPEG 2000',
    '@cornerstonejs/codec-openjpeg/decodewasmjs',
    (module) => new module.J2KDecoder(),
  );
  return {
    name: 'JPEG 2000',
    transferSyntaxes: ['1.2.840.10008.1.2.4.90', '1.2.840.10008.1.2.4.91'],
    encapsulated: true,
    decode: async (frame) => {
      checkCodestream('JPEG 2000', readJpeg2000Header(frame.bytes), frame);
      return decode(frame);
    },
  };
}
