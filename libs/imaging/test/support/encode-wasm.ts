// SPDX-License-Identifier: Apache-2.0
import { createRequire } from 'node:module';

interface WasmEncoder {
  getDecodedBuffer(info: object): Uint8Array;
  getEncodedBuffer(): Uint8Array;
  setNearLossless?(value: number): void;
  setQuality?(isReversible: boolean, rate: number): void;
  setDecompositions?(count: number): void;
  encode(): void;
  delete(): void;
}

const require = createRequire(import.meta.url);

async function encode(
  entry: string,
  name: string,
  pixels: Uint8Array | Uint16Array | Int16Array,
  info: object,
  configure: (encoder: WasmEncoder) => void,
): Promise<Uint8Array> {
  const module = await require(entry)({ print: () => {}, printErr: () => {} });
  const encoder: WasmEncoder = new module[name]();
  try {
    encoder
      .getDecodedBuffer(info)
      .set(new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength));
    configure(encoder);
    encoder.encode();
    return Uint8Array.from(encoder.getEncodedBuffer());
  } finally {
    encoder.delete();
  }
}

const frameInfo = (width: number, height: number, bits: number, isSigned: boolean): object => ({
  width,
  height,
  bitsPerSample: bits,
  componentCount: 1,
  isSigned,
  isUsingColorTransform: false,
});

/** JPEG-LS, lossless. */
export const encodeJpegLs = (
  pixels: Uint8Array | Uint16Array,
  width: number,
  height: number,
  bits: number,
): Promise<Uint8Array> =>
  encode(
    '@cornerstonejs/codec-charls/wasmjs',
    'JpegLSEncoder',
    pixels,
    frameInfo(width, height, bits, false),
    (encoder) => encoder.setNearLossless?.(0),
  );

/** JPEG 2000, reversible. */
export const encodeJpeg2000 = (
  pixels: Uint8Array | Uint16Array | Int16Array,
  width: number,
  height: number,
  bits: number,
): Promise<Uint8Array> =>
  encode(
    '@cornerstonejs/codec-openjpeg/wasmjs',
    'J2KEncoder',
    pixels,
    frameInfo(width, height, bits, pixels instanceof Int16Array),
    (encoder) => {
      encoder.setQuality?.(true, 0);
      encoder.setDecompositions?.(2);
    },
  );
