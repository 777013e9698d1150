// SPDX-License-Identifier: Apache-2.0

/** Element types of ONNX (TensorProto.DataType) that the writer knows. */
const dtypes = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9 } as const;

/** An input or output; a dimension that is a name is dynamic. */
export interface OnnxValue {
  readonly name: string;
  readonly dtype: keyof typeof dtypes;
  readonly shape: readonly (number | string)[];
}

/** One operator; attributes are integers, lists of integers, or constants. */
export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, number | readonly number[]>>;
}

/** A named constant. */
export interface OnnxConstant {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array | BigInt64Array;
  /** File beside the network's that holds the bytes instead. */
  readonly external?: string;
}

/** A network of opset 17. */
export interface OnnxModel {
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly nodes: readonly OnnxNode[];
  readonly constants?: readonly OnnxConstant[];
}

const irVersion = 8;
const opset = 17;

/** The network as an ONNX file; field numbers are those of onnx.proto. */
export function onnxModel({ inputs, outputs, nodes, constants = [] }: OnnxModel): Uint8Array {
  const graph = [
    ...nodes.map((node) => message(1, nodeFields(node))),
    text(2, 'graph'),
    ...constants.map((constant) => message(5, constantFields(constant))),
    ...inputs.map((value) => message(11, valueFields(value))),
    ...outputs.map((value) => message(12, valueFields(value))),
  ];
  return Buffer.concat([
    integer(1, irVersion),
    message(7, graph),
    message(8, [text(1, ''), integer(2, opset)]),
  ]);
}

function nodeFields({ op, inputs, outputs, attributes = {} }: OnnxNode): Buffer[] {
  return [
    ...inputs.map((name) => text(1, name)),
    ...outputs.map((name) => text(2, name)),
    text(4, op),
    ...Object.entries(attributes).map(([name, value]) =>
      message(
        5,
        typeof value === 'number'
          ? [text(1, name), integer(3, value), integer(20, 2)]
          : [text(1, name), ...value.map((item) => integer(8, item)), integer(20, 7)],
      ),
    ),
  ];
}

function constantFields({ name, shape, data, external }: OnnxConstant): Buffer[] {
  return [
    ...shape.map((size) => integer(1, size)),
    integer(2, data instanceof Float32Array ? dtypes.float32 : dtypes.int64),
    text(8, name),
    ...(external === undefined
      ? [bytes(9, Buffer.from(data.buffer, data.byteOffset, data.byteLength))]
      : [message(13, [text(1, 'location'), text(2, external)]), integer(14, 1)]),
  ];
}

function valueFields({ name, dtype, shape }: OnnxValue): Buffer[] {
  const dimensions = shape.map((size) =>
    message(1, [typeof size === 'number' ? integer(1, size) : text(2, size)]),
  );
  const tensorType = [integer(1, dtypes[dtype]), message(2, dimensions)];
  return [text(1, name), message(2, [message(1, tensorType)])];
}

const message = (field: number, fields: readonly Buffer[]): Buffer =>
  bytes(field, Buffer.concat(fields));

const text = (field: number, value: string): Buffer => bytes(field, Buffer.from(value));

const bytes = (field: number, value: Buffer): Buffer =>
  Buffer.concat([varint((field << 3) | 2), varint(value.length), value]);

const integer = (field: number, value: number): Buffer =>
  Buffer.concat([varint(field << 3), varint(value)]);

function varint(value: number): Buffer {
  const out: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest >= 128n; rest >>= 7n) {
    out.push(Number(rest & 127n) | 128);
  }
  return Buffer.from([...out, Number(rest)]);
}
