// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BundleError, readFusionBundle, readSpecialistBundle } from './index.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bundle-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function put(file: string, content: string | Uint8Array) {
  await writeFile(join(folder, file), content);
  return { file, sha256: createHash('sha256').update(content).digest('hex') };
}

async function putManifest(manifest: object): Promise<void> {
  await put('manifest.json', JSON.stringify(manifest));
}

async function specialistManifest() {
  return {
    schema: 'asarg.specialist-bundle/1',
    name: 'cxas-compact',
    version: '0.1.0',
    licence: 'LicenseRef-Research',
    description: 'A segmenter.',
    feature: 'SEGMENTATION',
    pixelProfile: { id: 'rank-squash@1', width: 256, height: 256 },
    model: await put('model.onnx', 'weights'),
    input: 'image',
    outputs: [
      {
        name: 'pooled',
        feature: 'SEGMENTATION',
        dtype: 'float32',
        shape: [1, 16, 16],
        meaning: 'Pooled.',
      },
    ],
    catalogue: [{ id: 121, name: 'heart', superclass: 'heart', provenance: 'measured' }],
  };
}

async function fusionManifest() {
  const trainedOn = { name: 'vision-compact', sha256: '0'.repeat(64) };
  return {
    schema: 'asarg.fusion-bundle/1',
    name: 'asarg-compact',
    version: '0.1.0',
    licence: 'LicenseRef-Research',
    description: 'Fusion.',
    slots: [
      {
        name: 'finding-tags',
        feature: 'FINDING_TAGS',
        output: 'finding_tags',
        shape: [2],
        labels: ['a', 'b'],
        thresholds: [0.5, 0.4],
        normal: [0, 1],
        input: 'tags',
        presence: 'tags_present',
        trainedOn,
      },
    ],
    projector: { ...(await put('projector.onnx', 'p')), output: 'embeds', tokens: 61 },
    decoder: {
      ...(await put('decoder.onnx', 'd')),
      layers: 4,
      heads: 4,
      headDim: 64,
      hidden: 3,
      vocabulary: 2,
      maxPositions: 256,
    },
    embedTokens: {
      ...(await put('embed_tokens.bin', new Uint8Array(12))),
      dtype: 'float16',
      shape: [2, 3],
    },
    tokenizer: await put('tokenizer.json', '{}'),
    config: await put('config.json', '{ }'),
    tokens: { bos: '<s>', eos: '</s>' },
    generation: {
      maxNewTokens: 110,
      minNewTokens: 25,
      temperature: 0,
      topP: 1,
      seed: 0,
      guidance: 1,
      guidanceMinProbability: 0.01,
    },
  };
}

describe("a specialist's bundle", () => {
  test('is read with its defaults and the path of the verified model', async () => {
    await putManifest(await specialistManifest());
    const bundle = await readSpecialistBundle(folder);
    expect(bundle.modelPath).toBe(join(folder, 'model.onnx'));
    expect(bundle.manifest).toMatchObject({ labels: [], expectedP95Ms: 0, metrics: {} });
    expect(bundle.manifest.catalogue[0]).toMatchObject({ id: 121, codes: {} });
  });

  test('with another model than the manifest says is refused with both digests', async () => {
    const manifest = await specialistManifest();
    await putManifest(manifest);
    const { sha256 } = await put('model.onnx', 'other weights');
    const error: BundleError = await readSpecialistBundle(folder).catch((reason) => reason);
    expect(error).toBeInstanceOf(BundleError);
    expect(error.message).toBe(
      `${join(folder, 'model.onnx')}: expected sha256 ${manifest.model.sha256}, found sha256 ${sha256}`,
    );
  });

  test('without its model or manifest is refused, naming the file', async () => {
    await expect(readSpecialistBundle(folder)).rejects.toThrow(
      `${join(folder, 'manifest.json')}: expected a bundle's manifest, found no such file`,
    );
    await putManifest(await specialistManifest());
    await rm(join(folder, 'model.onnx'));
    await expect(readSpecialistBundle(folder)).rejects.toThrow(
      /model\.onnx: expected .* found no such file/,
    );
  });

  test('reports all invalid fields of its manifest at once', async () => {
    const manifest = await specialistManifest();
    await putManifest({
      ...manifest,
      version: 'one',
      model: { file: '../up', sha256: 'XX' },
      feature: 'OTHER',
    });
    const error: BundleError = await readSpecialistBundle(folder).catch((reason) => reason);
    for (const field of ['version', 'model.file', 'model.sha256', 'feature']) {
      expect(error.found).toContain(`${field}: `);
    }
    await put('manifest.json', 'not json');
    await expect(readSpecialistBundle(folder)).rejects.toThrow('expected JSON, found 8 characters');
  });

  test('needs a channel per class', async () => {
    await putManifest({ ...(await specialistManifest()), catalogue: [] });
    await expect(readSpecialistBundle(folder)).rejects.toThrow(
      "expected a channel for each of 0 classes, found 1 channels in output 'pooled'",
    );
  });
});

describe('what a manifest declares', () => {
  const masks = {
    name: 'masks',
    feature: 'SEGMENTATION',
    dtype: 'bit',
    shape: [1, 8, 8],
    meaning: '',
    from: { output: 'logits', activation: 'softmax', background: 0, clean: 'largest-component' },
  };
  const read = async (change: object) => {
    await putManifest({ ...(await specialistManifest()), ...change });
    return readSpecialistBundle(folder);
  };

  test('has defaults', async () => {
    const { manifest } = await read({ outputs: [{ ...masks, from: { output: 'logits' } }] });
    expect(manifest.outputs[0]!.from).toEqual({
      output: 'logits',
      activation: 'none',
      layout: 'CHW',
      clean: 'none',
    });
    const pixelProfile = { id: 'linear@1', width: 8, height: 8, channels: 3, mean: [0, 0, 0] };
    expect((await read({ pixelProfile })).manifest.pixelProfile).toEqual(pixelProfile);
  });

  test.each([
    [{ dtype: 'uint8' }, "bit, float32 or float16 for what is made by `from` in output 'masks'"],
    [{ shape: [1, 8] }, 'bits only for SEGMENTATION [classes, rows, columns] without pool'],
    [{ dtype: 'float32' }, 'threshold and clean only for bits'],
    [{ from: { output: 'l', channels: [1, 2] } }, '1 channels'],
    [{ from: { output: 'l', channels: [1], background: 1 } }, 'a background that is no class'],
    [{ from: { output: 'l', clean: ['none', 'none'] } }, 'a cleaning for each of 1 classes'],
    [
      { dtype: 'float32', from: { output: 'l', pool: { rows: 4, columns: 4 } } },
      "shape [1,4,4] in output 'masks', found [1,8,8]",
    ],
  ])('is refused where it does not fit: %j', async (change, expected) => {
    await expect(read({ outputs: [{ ...masks, ...change }] })).rejects.toThrow(
      `expected ${expected}`,
    );
  });

  test.each([
    [{ id: 'rank-squash@1', mean: [0] }, 'pixelProfile.mean: expected with linear@1 only'],
    [
      { id: 'linear@1', channels: 3, std: [1] },
      'pixelProfile.std: expected a number for each of 3 channels, found 1',
    ],
    [
      { id: 'linear@1', percentiles: [9, 9] },
      'pixelProfile.percentiles: expected a low percentile below the high one, found 9 and 9',
    ],
    [{ id: 'linear@1', channels: 2 }, 'pixelProfile.channels: '],
  ])('names the settings of a pixel profile that do not fit: %j', async (profile, message) => {
    const pixelProfile = { width: 8, height: 8, ...profile };
    await expect(read({ pixelProfile })).rejects.toThrow(message);
  });
});

test('a specialist that tells views needs a score per view', async () => {
  const manifest = await specialistManifest();
  const scores = { feature: 'VIEW_SCORES', dtype: 'float32', meaning: 'Views.' };
  const outputs = [...manifest.outputs, { ...scores, name: 'view_scores', shape: [3] }];
  await putManifest({ ...manifest, outputs, views: ['frontal', 'lateral', 'other'] });
  const bundle = await readSpecialistBundle(folder);
  expect(bundle.manifest).toMatchObject({ views: { length: 3 }, takesViews: [] });
  await putManifest({ ...manifest, outputs, views: ['frontal'] });
  await expect(readSpecialistBundle(folder)).rejects.toThrow(
    "expected a value for each of 1 views, found shape [3] of output 'view_scores'",
  );
});

describe('a fusion bundle', () => {
  test('is read with its embeddings and paths', async () => {
    await putManifest(await fusionManifest());
    const bundle = await readFusionBundle(folder);
    expect(bundle.embedTokens).toEqual({
      dtype: 'float16',
      shape: [2, 3],
      data: new Uint8Array(12),
    });
    expect(bundle.embedTokens.data.byteOffset).toBe(0);
    expect(bundle.decoderPath).toBe(join(folder, 'decoder.onnx'));
  });

  test('with embeddings of another size, or lists of another length, is refused', async () => {
    const manifest = await fusionManifest();
    await putManifest({ ...manifest, embedTokens: { ...manifest.embedTokens, dtype: 'float32' } });
    await expect(readFusionBundle(folder)).rejects.toThrow(
      'expected 24 bytes (float32 [2,3]), found 12 bytes',
    );
    await putManifest({ ...manifest, slots: [{ ...manifest.slots[0], thresholds: [0.5] }] });
    await expect(readFusionBundle(folder)).rejects.toThrow(
      "expected 2 thresholds for slot 'finding-tags', found 1",
    );
  });

  test('needs room for its prompt, and its gate is read', async () => {
    const manifest = await fusionManifest();
    const gate = { refuse: { label: 'other', above: 0.5 } };
    await putManifest({ ...manifest, gate });
    expect((await readFusionBundle(folder)).manifest.gate).toEqual(gate);
    await putManifest({ ...manifest, projector: { ...manifest.projector, tokens: 475 } });
    await expect(readFusionBundle(folder)).rejects.toThrow(
      'expected decoder.maxPositions of at least 477, found 256',
    );
    const [slot] = manifest.slots;
    await putManifest({ ...manifest, slots: [{ ...slot, untrained: [9] }] });
    await expect(readFusionBundle(folder)).rejects.toThrow(
      "expected untrained classes of slot 'finding-tags' only, found class 9",
    );
  });

  test.each([
    'projector.onnx',
    'decoder.onnx',
    'embed_tokens.bin',
    'tokenizer.json',
    'config.json',
  ])('with a changed %s is refused', async (file) => {
    await putManifest(await fusionManifest());
    await put(file, 'changed');
    await expect(readFusionBundle(folder)).rejects.toMatchObject({ file: join(folder, file) });
  });
});
