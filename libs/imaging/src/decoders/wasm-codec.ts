// SPDX-License-Identifier: Apache-2.0
import { createRequire } from 'node:module';
import { ImagingError } from '../imaging-error.js';
import type { CodedFrame, Samples } from './pixel-decoder.js';

/** What the codecs' decoder objects have in common (Emscripten, embind). */
export interface WasmDecoder {
  getEncodedBuffer(length: number): Uint8Array;
  decode(): void;
  getDecodedBuffer(): Uint8Array;
  getFrameInfo(): {
    width: number;
    height: number;
    bitsPerSample: number;
    componentCount: number;
    isSigned?: boolean;
  };
  delete(): void;
}

type Factory<Module> = (options: object) => Promise<Module>;

const require = createRequire(import.meta.url);

/**
 * Loads a WASM codec on first use and decodes with it. After any failure the instance is dropped:
 * an Emscripten heap is not to be trusted once an exception has crossed it.
 */
export function createWasmCodec<Module>(
  name: string,
  entry: string,
  open: (module: Module) => WasmDecoder,
): (frame: CodedFrame) => Promise<Samples> {
  let loading: Promise<Module> | undefined;
  const load = (): Promise<Module> =>
    // An options object of its own: shared ones make embind register its types twice. The codecs
    // print to stdout unless told not to, which would corrupt a command's output.
    (require(entry) as Factory<Module>)({ print: () => {}, printErr: () => {} });

  return async (frame) => {
    loading ??= load();
    const module = await loading;
    try {
      return decodeFrame(open(module), frame, name);
    } catch (error) {
      loading = undefined;
      throw ImagingError.from(
        error,
        'corrupt',
        `expected a decodable ${name} stream in the pixel data, found a damaged one`,
      );
    }
  };
}

function decodeFrame(decoder: WasmDecoder, frame: CodedFrame, name: string): Samples {
  try {
    decoder.getEncodedBuffer(frame.bytes.length).set(frame.bytes);
    decoder.decode();
    const info = decoder.getFrameInfo();
    // The view points into the WASM heap, which the next decode reuses.
    const bytes = Uint8Array.from(decoder.getDecodedBuffer());
    const expected = frame.columns * frame.rows * (info.bitsPerSample > 8 ? 2 : 1);
    if (bytes.length !== expected) {
      throw new ImagingError(
        'corrupt',
        `expected ${expected} decoded bytes from the ${name} stream, found ${bytes.length}`,
      );
    }
    if (info.bitsPerSample > 8) {
      return info.isSigned ? new Int16Array(bytes.buffer) : new Uint16Array(bytes.buffer);
    }
    return info.isSigned ? new Int8Array(bytes.buffer) : bytes;
  } finally {
    decoder.delete();
  }
}
