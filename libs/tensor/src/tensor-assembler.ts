// SPDX-License-Identifier: Apache-2.0
import { Encoding, type TensorChunk, type TensorHeader } from '@asarg/contracts';
import { byteLength, dtypeOf, type DType } from './dtype.js';
import { maxChunkBytes, type TensorPart } from './encode-tensor.js';
import type { Tensor } from './tensor.js';
import { TensorError } from './tensor-error.js';
import { unzstd } from './zstd.js';

/** Puts the tensors of one stream together again. */
export interface TensorAssembler {
  /**
   * Takes the next part; returns the tensor that it completes, if it completes one.
   * @throws TensorError if the part is refused; the stream is then of no further use.
   */
  push(part: TensorPart): Tensor | undefined;
  /** @throws TensorError `out-of-order` if the last tensor is not complete. */
  finish(): void;
}

export interface TensorAssemblerOptions {
  /** Most decoded bytes of all tensors of the stream together. @default 256 MiB */
  readonly maxBytes?: number;
}

interface OpenTensor {
  readonly header: TensorHeader;
  readonly dtype: DType;
  /** Made with the first chunk that fits, so that a header alone costs no memory. */
  wire?: Uint8Array;
  received: number;
}

/** A fresh assembler. Everything a header claims is checked before memory is taken for it. */
export function createTensorAssembler({
  maxBytes = 256 * 1024 * 1024,
}: TensorAssemblerOptions = {}): TensorAssembler {
  const names = new Set<string>();
  let totalBytes = 0;
  let open: OpenTensor | undefined;

  function start(header: TensorHeader): Tensor | undefined {
    if (open !== undefined) {
      throw new TensorError(
        'out-of-order',
        `expected ${describeMissing(open)}, found the header of '${header.name}'`,
      );
    }
    if (names.has(header.name)) {
      throw new TensorError('duplicate-name', `expected one tensor '${header.name}', found two`);
    }
    const dtype = checkHeader(header, maxBytes - totalBytes);
    names.add(header.name);
    totalBytes += header.byteLength;
    open = { header, dtype, received: 0 };
    return header.wireBytes === 0 ? complete(open) : undefined;
  }

  function append({ offset, data }: TensorChunk): Tensor | undefined {
    if (open === undefined) {
      throw new TensorError('out-of-order', 'expected a header, found a chunk');
    }
    checkChunk(open, offset, data.byteLength);
    open.wire ??= new Uint8Array(open.header.wireBytes);
    open.wire.set(data, offset);
    open.received += data.byteLength;
    return open.received === open.header.wireBytes ? complete(open) : undefined;
  }

  function complete({ header, dtype, wire = new Uint8Array(0) }: OpenTensor): Tensor {
    open = undefined;
    const data = header.encoding === Encoding.ZSTD ? unzstd(wire, header.byteLength) : wire;
    const { name, shape, affine } = header;
    return { name, dtype, shape, data, ...(affine && { affine }) };
  }

  return {
    push: (part) => (part.$case === 'header' ? start(part.value) : append(part.value)),
    finish() {
      if (open !== undefined) {
        throw new TensorError(
          'out-of-order',
          `expected ${describeMissing(open)}, found the end of the stream`,
        );
      }
    },
  };
}

function checkHeader(header: TensorHeader, remainingBytes: number): DType {
  const { name, shape, encoding, wireBytes } = header;
  const dtype = dtypeOf(header.dataType);
  if (encoding !== Encoding.RAW && encoding !== Encoding.ZSTD) {
    throw new TensorError(
      'unknown-encoding',
      `expected tensor '${name}' raw or zstd, found encoding ${encoding}`,
    );
  }
  const expected = byteLength(dtype, shape);
  if (header.byteLength !== expected) {
    throw new TensorError(
      'size-mismatch',
      `expected ${expected} bytes for tensor '${name}' (${dtype} [${shape}]), ` +
        `found byte_length ${header.byteLength}`,
    );
  }
  // A Zstandard frame of incompressible bytes is larger than its content, by less than this.
  const wireLimit = encoding === Encoding.RAW ? expected : expected + (expected >> 7) + 1024;
  const wireFits = encoding === Encoding.RAW ? wireBytes === expected : wireBytes <= wireLimit;
  if (!Number.isSafeInteger(wireBytes) || wireBytes < 0 || !wireFits) {
    throw new TensorError(
      'size-mismatch',
      `expected ${encoding === Encoding.RAW ? '' : 'at most '}${wireLimit} wire bytes ` +
        `for tensor '${name}', found ${wireBytes}`,
    );
  }
  if (expected > remainingBytes) {
    throw new TensorError(
      'too-large',
      `expected tensor '${name}' to have at most ${remainingBytes} bytes, found ${expected}`,
    );
  }
  return dtype;
}

function checkChunk(open: OpenTensor, offset: number, bytes: number): void {
  const { name, wireBytes } = open.header;
  if (offset !== open.received) {
    throw new TensorError(
      'wrong-offset',
      `expected the chunk of '${name}' at offset ${open.received}, found ${offset}`,
    );
  }
  if (bytes < 1 || bytes > maxChunkBytes) {
    throw new TensorError(
      bytes < 1 ? 'size-mismatch' : 'too-large',
      `expected a chunk of '${name}' of 1 to ${maxChunkBytes} bytes, found ${bytes}`,
    );
  }
  if (open.received + bytes > wireBytes) {
    throw new TensorError(
      'overflow',
      `expected at most ${wireBytes - open.received} more bytes of '${name}', found ${bytes}`,
    );
  }
}

function describeMissing({ header, received }: OpenTensor): string {
  return `${header.wireBytes - received} more bytes of '${header.name}'`;
}
