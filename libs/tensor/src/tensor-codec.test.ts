// SPDX-License-Identifier: Apache-2.0
import { DataType, EncodeResponse, Encoding, type TensorHeader } from '@asarg/contracts';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  byteLength,
  chunkMessage,
  createTensorAssembler,
  encodeTensor,
  float32Of,
  TensorError,
  tensorOfFloat32,
  type DType,
  type Tensor,
  type TensorAssembler,
  type TensorPart,
} from './index.js';

const dtypes: DType[] = ['float32', 'float16', 'uint8', 'uint16', 'int32', 'int64', 'bit'];

/** Without -0, which the generated codec, as proto3 allows, sends as 0. */
const coefficient = fc.double().map((value) => value + 0);

const anyTensor: fc.Arbitrary<Tensor> = fc
  .record({
    name: fc.string({ minLength: 1, maxLength: 20 }),
    dtype: fc.constantFrom(...dtypes),
    shape: fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 3 }),
    affine: fc.option(
      fc.record({
        xx: coefficient,
        xy: coefficient,
        x0: coefficient,
        yx: coefficient,
        yy: coefficient,
        y0: coefficient,
      }),
      { nil: undefined },
    ),
  })
  .chain(({ affine, ...rest }) =>
    fc
      .uint8Array({
        minLength: byteLength(rest.dtype, rest.shape),
        maxLength: byteLength(rest.dtype, rest.shape),
      })
      .map((data) => ({ ...rest, data, ...(affine && { affine }) })),
  );

function assemble(parts: Iterable<TensorPart>, assembler = createTensorAssembler()): Tensor[] {
  const tensors = [...parts].map((part) => assembler.push(part)).filter((tensor) => tensor);
  assembler.finish();
  return tensors as Tensor[];
}

function header(change: Partial<TensorHeader> = {}): TensorPart {
  const value: TensorHeader = {
    name: 'a',
    dataType: DataType.UINT8,
    shape: [8],
    encoding: Encoding.RAW,
    byteLength: 8,
    wireBytes: 8,
    affine: undefined,
  };
  return { $case: 'header', value: { ...value, ...change } };
}

function chunk(offset: number, bytes: number): TensorPart {
  return { $case: 'chunk', value: { offset, data: new Uint8Array(bytes) } };
}

function refusal(
  parts: TensorPart[],
  assembler: TensorAssembler = createTensorAssembler(),
): string {
  try {
    parts.forEach((part) => assembler.push(part));
    assembler.finish();
  } catch (error) {
    return error instanceof TensorError ? error.code : String(error);
  }
  return 'accepted';
}

describe('the tensor codec', () => {
  test('gives back any tensor, for both encodings and any chunk size, through protobuf', () => {
    const options = {
      encoding: fc.constantFrom('raw' as const, 'zstd' as const),
      chunkBytes: fc.integer({ min: 1, max: 500 }),
    };
    fc.assert(
      fc.property(anyTensor, fc.record(options), (tensor, chosen) => {
        const parts = [...encodeTensor(tensor, chosen)].map((part) => {
          const message = EncodeResponse.decode(EncodeResponse.encode({ part }).finish());
          return message.part as TensorPart;
        });
        const [received] = assemble(parts);
        expect(received).toEqual({ ...tensor, data: new Uint8Array(tensor.data) });
      }),
    );
  });

  test('gives the bytes a buffer of their own, so that typed views are aligned', () => {
    const values = Float32Array.from([1.5, -2, 3]);
    const [received] = assemble(encodeTensor(tensorOfFloat32('v', [3], values), { chunkBytes: 5 }));
    expect(received!.data.byteOffset).toBe(0);
    expect(received!.data.buffer.byteLength).toBe(12);
    expect(float32Of(received!)).toEqual(values);
  });

  test('cuts 256 KiB chunks that are views of the tensor', () => {
    const tensor = tensorOfFloat32('v', [576, 1024], new Float32Array(576 * 1024));
    const [, ...chunks] = [...encodeTensor(tensor)];
    expect(chunks).toHaveLength(9);
    expect(
      chunks.every(({ value }) => 'data' in value && value.data.buffer === tensor.data.buffer),
    ).toBe(true);
  });

  test('writes chunk messages byte for byte like the generated codec', () => {
    const offsets = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.maxSafeInteger().map(Math.abs));
    fc.assert(
      fc.property(offsets, fc.uint8Array({ maxLength: 300 }), (offset, data) => {
        const generated = EncodeResponse.encode({
          part: { $case: 'chunk', value: { offset, data } },
        });
        expect(new Uint8Array(chunkMessage(3, { offset, data }))).toEqual(generated.finish());
      }),
    );
  });

  test('refuses data that do not fit the shape', () => {
    const tensor: Tensor = { name: 'a', dtype: 'uint8', shape: [3], data: new Uint8Array(2) };
    expect(() => [...encodeTensor(tensor)]).toThrow(/expected 3 bytes .* found 2/);
  });

  test('converts float16 exactly, subnormals and infinities included', () => {
    const halves = Uint16Array.from([0x3c00, 0xc000, 0x0001, 0x7bff, 0x7c00, 0x8000]);
    const tensor: Tensor = {
      name: 'h',
      dtype: 'float16',
      shape: [6],
      data: new Uint8Array(halves.buffer),
    };
    expect([...float32Of(tensor)]).toEqual([1, -2, 2 ** -24, 65504, Infinity, -0]);
    expect(() => float32Of({ ...tensor, dtype: 'uint16' })).toThrow(/found uint16/);
  });
});

describe('the assembler refuses', () => {
  const cases: [string, string, TensorPart[]][] = [
    ['a chunk before any header', 'out-of-order', [chunk(0, 8)]],
    [
      'a header inside an open tensor',
      'out-of-order',
      [header(), chunk(0, 4), header({ name: 'b' })],
    ],
    ['an end inside an open tensor', 'out-of-order', [header(), chunk(0, 4)]],
    ['a gap', 'wrong-offset', [header(), chunk(0, 2), chunk(3, 5)]],
    ['an overlap', 'wrong-offset', [header(), chunk(0, 4), chunk(3, 5)]],
    ['a chunk past the end', 'overflow', [header(), chunk(0, 9)]],
    ['an empty chunk', 'size-mismatch', [header(), chunk(0, 0)]],
    ['a byte_length that is not that of the shape', 'size-mismatch', [header({ byteLength: 9 })]],
    ['raw wire_bytes that are not byte_length', 'size-mismatch', [header({ wireBytes: 7 })]],
    [
      'zstd wire_bytes far above byte_length',
      'size-mismatch',
      [header({ encoding: Encoding.ZSTD, wireBytes: 1e9 })],
    ],
    ['an unset data type', 'unknown-dtype', [header({ dataType: DataType.UNSPECIFIED })]],
    ['an unset encoding', 'unknown-encoding', [header({ encoding: Encoding.UNSPECIFIED })]],
    ['two tensors of one name', 'duplicate-name', [header(), chunk(0, 8), header()]],
    ['a shape whose size overflows', 'bad-shape', [header({ shape: [2 ** 32 - 1, 2 ** 32 - 1] })]],
    ['nine dimensions', 'bad-shape', [header({ shape: Array.from({ length: 9 }, () => 1) })]],
    ['bytes that are not Zstandard', 'corrupt', [header({ encoding: Encoding.ZSTD }), chunk(0, 8)]],
  ];
  test.each(cases)('%s', (_, code, parts) => {
    expect(refusal(parts)).toBe(code);
  });

  test('more than maxBytes in all, before any chunk came', () => {
    const large = header({ shape: [9], byteLength: 9, wireBytes: 9 });
    expect(refusal([large], createTensorAssembler({ maxBytes: 8 }))).toBe('too-large');
    const second = header({ name: 'b', shape: [1], byteLength: 1, wireBytes: 1 });
    const parts = [header(), chunk(0, 8), second];
    expect(refusal(parts, createTensorAssembler({ maxBytes: 8 }))).toBe('too-large');
  });

  test('a frame that decodes to more than byte_length', () => {
    const tensor: Tensor = { name: 'a', dtype: 'uint8', shape: [5000], data: new Uint8Array(5000) };
    const [first, ...chunks] = [...encodeTensor(tensor, { encoding: 'zstd' })] as [
      TensorPart,
      ...TensorPart[],
    ];
    const lying = {
      shape: [100],
      byteLength: 100,
      wireBytes: (first.value as TensorHeader).wireBytes,
    };
    expect(refusal([header({ ...lying, encoding: Encoding.ZSTD }), ...chunks])).toBe('corrupt');
  });

  test('anything else with a TensorError, whatever the order of the parts', () => {
    const parts = fc.array(
      fc.oneof(
        fc
          .record({
            shape: fc.array(fc.nat(20), { maxLength: 2 }),
            byteLength: fc.nat(20),
            wireBytes: fc.nat(20),
            name: fc.constantFrom('a', 'b'),
            dataType: fc.constantFrom(0 as const, 3 as const, 7 as const),
            encoding: fc.constantFrom(0 as const, 1 as const, 2 as const),
          })
          .map((change) => header(change)),
        fc.tuple(fc.nat(20), fc.nat(20)).map(([offset, bytes]) => chunk(offset, bytes)),
      ),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(parts, (some) => {
        expect(refusal(some)).toMatch(/^[a-z-]+$/);
      }),
    );
  });
});
