// SPDX-License-Identifier: Apache-2.0
import {
  contentsOf,
  datatypes,
  elementBytes,
  namedArrayOf,
  OpenInferenceError,
  rawTensorOf,
  readTensors,
  writeTensors,
  type Datatype,
  type RawTensor,
} from '@asarg/open-inference';
import { InferTensorContents, ModelInferRequest } from '@asarg/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inferRequestBytes } from '../src/raw-message.js';

const anyShape = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 });

function anyTensor(of: readonly Datatype[] = datatypes): fc.Arbitrary<RawTensor> {
  return fc.tuple(fc.constantFrom(...of), anyShape).chain(([datatype, shape]) => {
    const size = shape.reduce((total, side) => total * side, 1) * elementBytes(datatype);
    const bytes = fc.uint8Array({ minLength: size, maxLength: size });
    return fc.record({
      name: fc.string({ maxLength: 8 }),
      datatype: fc.constant(datatype),
      shape: fc.constant(shape),
      bytes: datatype === 'BOOL' ? bytes.map((each) => each.map((byte) => byte & 1)) : bytes,
    });
  });
}

const anyTensors = fc.uniqueArray(anyTensor(), { selector: ({ name }) => name, maxLength: 4 });
const named = new Set<Datatype>(['UINT32', 'UINT64', 'BF16', 'FP64']);
const exact = datatypes.filter((datatype) => !named.has(datatype));

function message(
  datatype: string,
  shape: number[],
  contents?: Partial<InferTensorContents>,
  name = 'x',
) {
  const typed = contents && InferTensorContents.fromPartial(contents);
  return { name, datatype, shape, parameters: {}, contents: typed };
}

/** Bytes of NaN payloads may change on the way through a typed float. */
function bits({ datatype, bytes }: RawTensor): unknown {
  const own = Uint8Array.from(bytes).buffer;
  if (datatype === 'FP32') return [...new Float32Array(own)];
  return datatype === 'FP64' ? [...new Float64Array(own)] : [...bytes];
}

describe('raw contents', () => {
  test('come back as they were sent, in the order of the tensors, over the wire', () => {
    fc.assert(
      fc.property(anyTensors, (tensors) => {
        const { messages, rawContents } = writeTensors(tensors);
        const request = ModelInferRequest.fromPartial({
          modelName: 'm',
          inputs: messages,
          rawInputContents: rawContents,
        });
        const received = ModelInferRequest.decode(inferRequestBytes(request));
        const read = readTensors('input', received.inputs, received.rawInputContents);
        expect(read.map((tensor) => ({ ...tensor, bytes: [...tensor.bytes] }))).toEqual(
          tensors.map((tensor) => ({ ...tensor, bytes: [...tensor.bytes] })),
        );
      }),
    );
  });

  test('are written as the generated serializer writes them', () => {
    fc.assert(
      fc.property(anyTensors, fc.string(), (tensors, id) => {
        const { messages, rawContents } = writeTensors(tensors);
        const request = ModelInferRequest.fromPartial({
          id,
          inputs: messages,
          rawInputContents: rawContents,
        });
        const generated = ModelInferRequest.encode(request).finish();
        expect(inferRequestBytes(request).equals(generated)).toBe(true);
      }),
    );
  });

  test('one byte too many or too few is refused with both sizes', () => {
    fc.assert(
      fc.property(anyTensor(), fc.constantFrom(-1, 1), (tensor, change) => {
        const size = Math.max(0, tensor.bytes.byteLength + change);
        fc.pre(size !== tensor.bytes.byteLength);
        const { messages } = writeTensors([tensor]);
        expect(() => readTensors('input', messages, [new Uint8Array(size)])).toThrow(
          `expected ${tensor.bytes.byteLength} bytes for ${tensor.datatype} [${tensor.shape}], found ${size}`,
        );
      }),
    );
  });

  test.each([
    ['fewer entries than inputs', [message('UINT8', [1]), message('UINT8', [1], {}, 'y')], 1],
    ['more entries than inputs', [message('UINT8', [1])], 2],
  ])('%s are refused', (_, messages, entries) => {
    const raw = Array.from({ length: entries }, () => Uint8Array.of(1));
    expect(() => readTensors('input', messages, raw)).toThrow(/raw_input_contents of \d entr/);
  });

  test('beside typed contents are refused', () => {
    const messages = [message('UINT8', [1]), message('UINT8', [1], { uintContents: [1] }, 'y')];
    expect(() => readTensors('input', messages, [Uint8Array.of(1), Uint8Array.of(1)])).toThrow(
      "input 'y': expected no typed contents beside raw_input_contents, found some",
    );
  });

  test.each([[[-1, 2]], [[1.5]], [[2 ** 40, 2 ** 40]], [[1, 1, 1, 1, 1, 1, 1, 1, 1]]])(
    'a shape of [%s] is refused before anything is allocated',
    (shape) => {
      expect(() => readTensors('output', [message('FP32', shape)], [new Uint8Array(8)])).toThrow(
        /^output 'x': expected (dimensions >= 0|at most 8)/,
      );
    },
  );
});

describe('typed contents', () => {
  test('hold the same elements as raw contents, for each datatype that has a field', () => {
    const typed = datatypes.filter((datatype) => datatype !== 'FP16' && datatype !== 'BF16');
    fc.assert(
      fc.property(anyTensor(typed), (tensor) => {
        const contents = contentsOf(tensor)!;
        const sent = InferTensorContents.decode(InferTensorContents.encode(contents).finish());
        const { name, datatype, shape } = tensor;
        const messages = [{ name, datatype, shape: [...shape], parameters: {}, contents: sent }];
        const [read] = readTensors('input', messages, []);
        expect(bits(read!)).toEqual(bits(tensor));
      }),
    );
  });

  test.each([
    ['FP16', { fp32Contents: [1] }, 'expected raw contents for FP16, found typed contents'],
    ['BF16', { fp32Contents: [1] }, 'expected raw contents for BF16, found typed contents'],
    ['FP32', { intContents: [1] }, 'expected fp32_contents for FP32, found int_contents'],
    [
      'FP32',
      { fp32Contents: [1, 2] },
      'expected 1 elements in fp32_contents for shape [1], found 2',
    ],
    ['UINT8', { uintContents: [256] }, 'expected values that UINT8 can hold, found another at 0'],
    ['INT8', { intContents: [-129] }, 'expected values that INT8 can hold, found another at 0'],
    ['INT64', undefined, 'expected typed or raw contents, found none'],
  ])('%s with %j is refused', (datatype, contents, expected) => {
    expect(() => readTensors('input', [message(datatype, [1], contents)], [])).toThrow(expected);
  });

  test('keep integers of 64 bits exact', () => {
    const contents = { int64Contents: ['-9223372036854775808', '9223372036854775807'] };
    const [read] = readTensors('input', [message('INT64', [2], contents)], []);
    expect([...(namedArrayOf(read!).data as BigInt64Array)]).toEqual([
      -(2n ** 63n),
      2n ** 63n - 1n,
    ]);
  });
});

describe('a tensor', () => {
  test('becomes an array and the same tensor again where the array has its type', () => {
    fc.assert(
      fc.property(anyTensor(exact), (tensor) => {
        const back = rawTensorOf(tensor.name, namedArrayOf(tensor));
        expect({ ...back, bytes: [...back.bytes] }).toEqual({
          ...tensor,
          bytes: [...tensor.bytes],
        });
      }),
    );
  });

  test('that does not start on an element of its buffer is read all the same', () => {
    const buffer = new Uint8Array(13);
    buffer.set(new Uint8Array(Float32Array.of(1.5, -2, 3).buffer), 1);
    const tensor: RawTensor = {
      name: 'x',
      datatype: 'FP32',
      shape: [3],
      bytes: buffer.subarray(1),
    };
    expect([...namedArrayOf(tensor).data]).toEqual([1.5, -2, 3]);
  });

  test('of bfloat16 and of unsigned 32 bits is widened exactly', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true }), fc.nat(2 ** 32 - 1), (value, integer) => {
        const half = new Uint8Array(Float32Array.of(value).buffer, 2);
        const [wide] = namedArrayOf({ name: 'x', datatype: 'BF16', shape: [], bytes: half }).data;
        expect(new Uint8Array(Float32Array.of(wide as number).buffer, 2)).toEqual(half);
        const bytes = new Uint8Array(Uint32Array.of(integer).buffer);
        const { dtype, data } = namedArrayOf({ name: 'x', datatype: 'UINT32', shape: [], bytes });
        expect([dtype, data[0]]).toEqual(['int64', BigInt(integer)]);
      }),
    );
  });

  test('of unsigned 64 bits is refused where it does not fit', () => {
    const bytes = new Uint8Array(BigUint64Array.of(2n ** 63n).buffer);
    expect(() => namedArrayOf({ name: 'x', datatype: 'UINT64', shape: [1], bytes })).toThrow(
      'expected UINT64 values below 2^63, found 9223372036854775808',
    );
  });

  test('of BYTES is not supported, of another name is wrong, and none comes twice', () => {
    const read =
      (...messages: ReturnType<typeof message>[]) =>
      () =>
        readTensors(
          'input',
          messages,
          messages.map(() => Uint8Array.of(1)),
        );
    expect(read(message('BYTES', [1]))).toThrow(
      expect.objectContaining({ code: 'UNIMPLEMENTED', name: 'OpenInferenceError' }),
    );
    expect(read(message('FLOAT', [1]))).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    );
    expect(read(message('UINT8', [1]), message('UINT8', [1]))).toThrow(OpenInferenceError);
  });
});
