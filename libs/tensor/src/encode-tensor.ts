// SPDX-License-Identifier: Apache-2.0
import { Encoding, type TensorChunk, type TensorHeader } from '@asarg/contracts';
import { dataTypeOf } from './dtype.js';
import { checkSize, type Tensor } from './tensor.js';
import { TensorError } from './tensor-error.js';
import { zstdFrame } from './zstd.js';

/** One message of a tensor stream; the same shape as the contracts' `oneof`. */
export type TensorPart =
  | { $case: 'header'; value: TensorHeader }
  | { $case: 'chunk'; value: TensorChunk };

export interface EncodeTensorOptions {
  /** How the bytes travel. @default 'raw' */
  readonly encoding?: 'raw' | 'zstd';
  /** Bytes per chunk, 1 to `maxChunkBytes`. @default 262144 */
  readonly chunkBytes?: number;
}

/** A tensor ready to be cut into chunks; can be posted between threads. */
export interface WireTensor {
  readonly header: TensorHeader;
  /** The encoded bytes, `header.wireBytes` of them. */
  readonly wire: Uint8Array;
}

/** Fastest size over loopback of those measured (64 KiB to 1 MiB). */
export const defaultChunkBytes = 256 * 1024;

/** Bytes from which compressing a mask pays: below, a compressor's own memory costs more. */
const compressibleBytes = 256 * 1024;

/** Largest chunk that the contract allows. */
export const maxChunkBytes = 1024 * 1024;

/**
 * A tensor as a header and its chunks, in order. Raw chunks are views of the tensor's own bytes:
 * do not change them before the parts are sent.
 * @throws TensorError `size-mismatch` if data and shape disagree.
 */
export function encodeTensor(
  tensor: Tensor,
  { encoding, chunkBytes }: EncodeTensorOptions = {},
): Iterable<TensorPart> {
  return tensorParts(wireTensor(tensor, encoding), chunkBytes);
}

/** How a tensor travels best: large bit tensors, masks, compressed; everything else as it is. */
export function bestEncoding({ dtype, data }: Tensor): 'raw' | 'zstd' {
  return dtype === 'bit' && data.byteLength >= compressibleBytes ? 'zstd' : 'raw';
}

/**
 * The part of `encodeTensor` that costs time, for callers that do it in another thread.
 * @throws TensorError `size-mismatch` if data and shape disagree.
 */
export function wireTensor(tensor: Tensor, encoding: 'raw' | 'zstd' = 'raw'): WireTensor {
  checkSize(tensor);
  const wire = encoding === 'zstd' ? zstdFrame(tensor.data) : tensor.data;
  const header: TensorHeader = {
    name: tensor.name,
    dataType: dataTypeOf(tensor.dtype),
    shape: [...tensor.shape],
    encoding: encoding === 'zstd' ? Encoding.ZSTD : Encoding.RAW,
    byteLength: tensor.data.byteLength,
    wireBytes: wire.byteLength,
    affine: tensor.affine && { ...tensor.affine },
  };
  return { header, wire };
}

/** The header of a tensor and views of its bytes, in order. */
export function* tensorParts(
  { header, wire }: WireTensor,
  chunkBytes: number = defaultChunkBytes,
): Generator<TensorPart, void, undefined> {
  if (!Number.isInteger(chunkBytes) || chunkBytes < 1 || chunkBytes > maxChunkBytes) {
    throw new TensorError(
      'too-large',
      `expected chunks of 1 to ${maxChunkBytes} bytes, found ${chunkBytes}`,
    );
  }
  yield { $case: 'header', value: header };
  for (let offset = 0; offset < wire.byteLength; offset += chunkBytes) {
    yield { $case: 'chunk', value: { offset, data: wire.subarray(offset, offset + chunkBytes) } };
  }
}
