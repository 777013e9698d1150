// SPDX-License-Identifier: Apache-2.0
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folder, start } from './started-specialist.js';
import { side, writeBundle } from './test-bundles.js';

describe('a specialist does not start', () => {
  test('with a model that is not the one of the manifest', async () => {
    const bundle = await writeBundle(folder, 'segmenter');
    await writeFile(join(bundle, 'model.onnx'), 'other');
    await expect(start(bundle)).rejects.toThrow(
      /model\.onnx: expected sha256 \w{64}, found sha256 \w{64}/,
    );
  });

  test('with a pixel profile that nobody knows', async () => {
    const pixelProfile = { id: 'magic@9', width: side, height: side };
    const bundle = await writeBundle(folder, 'segmenter', { pixelProfile });
    await expect(start(bundle)).rejects.toThrow(/rank-squash@1.*found magic@9/);
  });

  test('with a graph that lacks an output of the manifest, or has it in another shape', async () => {
    const output = (name: string, shape: number[]) => ({
      outputs: [{ name, feature: 'LATENT_VECTOR', dtype: 'float32', shape, meaning: '' }],
    });
    const lacking = await writeBundle(folder, 'slow', output('features', [1]));
    await expect(start(lacking)).rejects.toThrow(
      /expected the manifest's features, found inputs image and outputs latent/,
    );
    const other = await writeBundle(folder, 'slow', output('latent', [2]));
    await expect(start(other)).rejects.toThrow(
      /output 'latent' .*: expected float32 \[1,2\], found float32 \[1,1\]/,
    );
  });

  test('on an execution provider that is not there', async () => {
    const config = { executionProvider: 'tpu' as 'cpu' };
    const bundle = await writeBundle(folder, 'segmenter');
    await expect(start(bundle, config)).rejects.toMatchObject({ name: 'RuntimeUnavailableError' });
  });
});
