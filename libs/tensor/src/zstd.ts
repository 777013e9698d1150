// SPDX-License-Identifier: Apache-2.0
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { TensorError } from './tensor-error.js';

/** Level 1: on bit-packed masks higher levels cost time and save next to nothing. */
const level = 1;

/** The bytes as one Zstandard frame (RFC 8878). */
export function zstdFrame(bytes: Uint8Array): Uint8Array {
  return zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: level } });
}

/**
 * The content of a Zstandard frame, in an array that owns its buffer.
 * @throws TensorError `corrupt` if it is not a frame of exactly `expectedBytes` bytes; never more
 * than that is allocated for the content.
 */
export function unzstd(frame: Uint8Array, expectedBytes: number): Uint8Array {
  let content: Uint8Array;
  try {
    content = zstdDecompressSync(frame, { maxOutputLength: Math.max(1, expectedBytes) });
  } catch (cause) {
    throw new TensorError(
      'corrupt',
      `expected a Zstandard frame of ${expectedBytes} bytes, found one that does not decode so`,
      { cause },
    );
  }
  if (content.byteLength !== expectedBytes) {
    throw new TensorError(
      'corrupt',
      `expected a Zstandard frame of ${expectedBytes} bytes, found ${content.byteLength}`,
    );
  }
  return new Uint8Array(content);
}
