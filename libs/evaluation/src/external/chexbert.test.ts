// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { maskOfLabels } from '../clinical/label-mask.js';
import { openCheXbert } from './chexbert.js';

// A network is a protobuf message (onnx.proto): length-delimited fields and varints are enough.
const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value & 127) | 128, ...varint(value >> 7)];
const number = (field: number, value: number): Buffer =>
  Buffer.from([...varint(field << 3), ...varint(value)]);
const bytes = (field: number, ...parts: readonly (Buffer | string)[]): Buffer => {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part as string)));
  return Buffer.concat([
    Buffer.from([...varint((field << 3) | 2), ...varint(content.length)]),
    content,
  ]);
};

function valueInfo(field: number, name: string, type: number, dims: readonly number[]): Buffer {
  const shape = dims.map((dim) => bytes(1, dim > 0 ? number(1, dim) : bytes(2, 'length')));
  return bytes(field, bytes(1, name), bytes(2, bytes(1, number(1, type), bytes(2, ...shape))));
}

/** A network that gives the same logits for every text. */
function constantNetwork(logits: Float32Array): Buffer {
  const [float, int64] = [1, 7];
  const dims = [1, 14, 4];
  const tensor = bytes(
    5,
    ...dims.map((dim) => number(1, dim)),
    number(2, float),
    bytes(9, Buffer.from(logits.buffer)),
  );
  const attribute = bytes(5, bytes(1, 'value'), tensor, number(20, 4));
  const graph = bytes(
    7,
    bytes(1, bytes(2, 'logits'), bytes(4, 'Constant'), attribute),
    bytes(2, 'constant'),
    valueInfo(11, 'input_ids', int64, [1, 0]),
    valueInfo(11, 'attention_mask', int64, [1, 0]),
    valueInfo(12, 'logits', float, dims),
  );
  return Buffer.concat([number(1, 8), graph, bytes(8, bytes(1, ''), number(2, 13))]);
}

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'asarg-chexbert-'));
  const logits = new Float32Array(14 * 4);
  logits[1 * 4 + 1] = 5; // Cardiomegaly positive
  logits[4 * 4 + 2] = 5; // Edema negative
  logits[6 * 4 + 3] = 5; // Pneumonia uncertain
  logits[13 * 4 + 1] = 1; // No Finding present; what lies behind its two classes does not count
  logits[13 * 4 + 3] = 9;
  await writeFile(join(folder, 'model.onnx'), constantNetwork(logits));
  await writeFile(join(folder, 'vocab.txt'), '[PAD]\n[UNK]\n[CLS]\n[SEP]\nheart\n');
});
afterAll(() => rm(folder, { recursive: true }));

describe('openCheXbert', () => {
  it('takes positive as positive, negative and uncertain as not', async () => {
    const model = await openCheXbert(folder);
    try {
      expect(await model.labels('The heart.')).toBe(maskOfLabels(['Cardiomegaly', 'No Finding']));
    } finally {
      await model.close();
    }
  });
});
