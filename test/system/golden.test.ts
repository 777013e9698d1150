// SPDX-License-Identifier: Apache-2.0
// The mesh against what training wrote down at export, tolerances included.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Mesh } from '@asarg/cli';
import { DataType, Encoding, GateMode, type Frame } from '@asarg/contracts';
import { createReportClient, createSpecialistClient } from '@asarg/mesh-client';
import { float32Of, type Tensor } from '@asarg/tensor';
import { Tokenizer } from '@huggingface/tokenizers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root, startTestMesh } from './support.js';

interface Described {
  readonly shape: readonly number[];
  readonly mean: number;
  readonly values: readonly { readonly index: number; readonly value: number }[];
}

interface Golden {
  readonly tolerances: { readonly specialists: number };
  readonly vision: Readonly<Record<string, Described>>;
  readonly latent: Described;
  readonly cxas: { readonly pooled: Described };
  readonly generation: {
    readonly cases: readonly { readonly name: string; readonly tokens: readonly number[] }[];
  };
}

const bundle = path.join(root, 'models/compact/fusion');
const json = async (file: string): Promise<unknown> => JSON.parse(await readFile(file, 'utf8'));

let golden: Golden;
let mesh: Mesh;
beforeAll(async () => {
  golden = (await json(path.join(bundle, 'golden.json'))) as Golden;
  mesh = await startTestMesh();
});
afterAll(() => mesh?.close());

test.for(['vision', 'lvm-med', 'cxas'] as const)(
  '%s computes what training exported',
  async (name) => {
    const expected = {
      vision: golden.vision,
      'lvm-med': { latent: golden.latent },
      cxas: { pooled: golden.cxas.pooled },
    }[name];
    const client = createSpecialistClient(mesh.addresses[name]);

    const { tensors } = await client.encode({ frame: formulaFrame() }, { deadlineMs: 10_000 });
    client.close();

    for (const [output, description] of Object.entries(expected)) {
      expectDescribed(tensors.get(output), description, golden.tolerances.specialists);
    }
  },
);

test('the whole mesh writes the tokens that training wrote', async () => {
  const tokenizer = new Tokenizer((await json(path.join(bundle, 'tokenizer.json'))) as object, {});
  const { tokens } = golden.generation.cases.find(({ name }) => name === 'predicted tags') ?? {};
  const expected = tokenizer.decode([...(tokens ?? [])], { skip_special_tokens: true });
  const client = createReportClient(mesh.addresses['fusion-llm']);

  let written = '';
  // The formula draws no chest: the gate would refuse it.
  const options = { without: [], gate: GateMode.WARN };
  const request = { frame: formulaFrame(), options };
  for await (const { event } of client.generate(request, { deadlineMs: 30_000 })) {
    if (event?.$case === 'token') written += event.value.text;
  }
  client.close();

  expect(written.trim()).toBe(expected.trim());
});

function expectDescribed(tensor: Tensor | undefined, expected: Described, tolerance: number): void {
  expect(tensor?.shape).toEqual(expected.shape);
  const values = float32Of(tensor as Tensor);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(Math.abs(mean - expected.mean)).toBeLessThan(tolerance);
  for (const { index, value } of expected.values) {
    expect(Math.abs((values[index] ?? NaN) - value)).toBeLessThan(tolerance);
  }
}

/** The image that training describes by a formula: 64 x 48, integers below 1024. */
function formulaFrame(): Frame {
  const width = 64;
  const height = 48;
  const pixels = Uint16Array.from({ length: width * height }, (_, i) => {
    const x = i % width;
    const y = Math.floor(i / width);
    return (7 * x + 13 * y + ((x * x + 3 * y * y) % 101) * 5 + ((x * y) % 37)) % 1024;
  });
  const bytes = new Uint8Array(pixels.buffer);
  return {
    width,
    height,
    dataType: DataType.UINT16,
    encoding: Encoding.RAW,
    pixels: bytes,
    digest: createHash('sha256').update(bytes).digest('hex'),
    columnSpacingMm: 0,
    rowSpacingMm: 0,
  };
}
