// SPDX-License-Identifier: Apache-2.0
import { DataType, FeatureKind, Provenance, type Frame } from '@asarg/contracts';
import { applyPixelProfile, frameFromMessage } from '@asarg/imaging';
import { float32Of, masksOf, packMask } from '@asarg/tensor';
import { status } from '@grpc/grpc-js';
import { describe, expect, test } from 'vitest';
import { describeModel, encode, frameOf, partsOf } from './calls.js';
import { folder, start } from './started-specialist.js';
import { side, writeBundle } from './test-bundles.js';

describe('a specialist', () => {
  test('describes its model, with masks as bits', async () => {
    const { client } = await start(await writeBundle(folder, 'segmenter'));
    expect(await describeModel(client)).toMatchObject({
      model: {
        name: 'test-segmenter',
        version: '1.2.3',
        digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
      kind: FeatureKind.SEGMENTATION,
      outputs: [
        { name: 'masks', dataType: DataType.BIT, shape: [2, side, side] },
        { name: 'pooled', dataType: DataType.FLOAT32, shape: [2, 4, 4] },
        { name: 'mean_probability', shape: [2] },
      ],
      classes: [
        { id: 121, provenance: Provenance.MEASURED, codes: [{ scheme: 'SCT', value: '80891009' }] },
        { id: 135, provenance: Provenance.SYNTHETIC, codes: [] },
      ],
      input: { pixelProfile: 'rank-squash@1', width: side, height: side },
      expectedP95Ms: 12,
      executionProvider: 'cpu',
    });
  });

  test('says which views it tells and which it takes', async () => {
    const outputs = [
      { name: 'latent', feature: 'VIEW_SCORES', dtype: 'float32', shape: [1], meaning: 'Views.' },
    ];
    const change = { feature: 'VIEW_SCORES', outputs, views: ['frontal'], takesViews: ['lateral'] };
    const { client } = await start(await writeBundle(folder, 'slow', change));
    expect(await describeModel(client)).toMatchObject({
      kind: FeatureKind.VIEW_SCORES,
      outputs: [{ name: 'latent', kind: FeatureKind.VIEW_SCORES, shape: [1] }],
      views: ['frontal'],
      input: { views: ['lateral'] },
    });
  });

  test('encodes a frame: profile, network, packed masks, affines', async () => {
    const { client } = await start(await writeBundle(folder, 'segmenter'));
    const received = await encode(client);
    expect(partsOf(received)).toEqual([
      'info',
      ...Array.from({ length: 3 }, () => ['header', 'chunk']).flat(),
      'timing',
    ]);

    const { data } = applyPixelProfile('rank-squash@1', frameFromMessage(frameOf()), side, side);
    const masks = masksOf(received.tensors.get('masks')!);
    expect(masks[0]).toEqual(
      packMask(
        data.map((value) => Number(value > 0)),
        side,
        side,
      ),
    );
    expect(masks[1]).toEqual(
      packMask(
        data.map((value) => Number(value < 0)),
        side,
        side,
      ),
    );
    expect(received.tensors.get('masks')!.affine).toEqual({
      xx: 2.5,
      xy: 0,
      x0: 0,
      yx: 0,
      yy: 1.5,
      y0: 0,
    });
    expect(received.tensors.get('pooled')!.affine).toMatchObject({ xx: 10, yy: 6 });
    expect(received.tensors.get('mean_probability')!.affine).toBeUndefined();
    const mean = data.reduce((sum, value) => sum + 1 / (1 + Math.exp(-value)), 0) / data.length;
    expect(float32Of(received.tensors.get('mean_probability')!)[0]).toBeCloseTo(mean, 5);
  });

  test('sends only the outputs asked for', async () => {
    const { client } = await start(await writeBundle(folder, 'segmenter'));
    const { tensors } = await encode(client, { outputs: ['pooled'] });
    expect([...tensors.keys()]).toEqual(['pooled']);
  });

  test('gives the same answer to the same frame, also when many ask at once', async () => {
    const { client } = await start(await writeBundle(folder, 'segmenter'));
    const answers = await Promise.all(Array.from({ length: 20 }, () => encode(client)));
    for (const { tensors } of answers) {
      expect(tensors).toEqual(answers[0]!.tensors);
    }
  });

  const refused: [string, RegExp, Partial<Frame>][] = [
    ['no pixels', /frame with pixels, found none/, { pixels: new Uint8Array() }],
    ['a wrong digest', /expected frame digest .* found [0-9a-f]{64}/, { digest: '0'.repeat(64) }],
    [
      'too few pixels',
      /expected 1920 bytes of frame pixels, found 10/,
      { pixels: new Uint8Array(10) },
    ],
    ['a side above 1440', /found 1441 x 24/, { width: 1441 }],
    ['float pixels', /UINT8 \(3\) or UINT16 \(4\), found 1/, { dataType: DataType.FLOAT32 }],
    ['a broken Zstandard frame', /expected one Zstandard frame/, { encoding: 2 }],
  ];
  test.each(refused)('refuses %s and answers the next call', async (_, message, change) => {
    const { client } = await start(await writeBundle(folder, 'segmenter'));
    const failing = encode(client, { frame: { ...frameOf(), ...change } });
    await expect(failing).rejects.toMatchObject({
      code: status.INVALID_ARGUMENT,
      details: expect.stringMatching(message),
    });
    expect((await encode(client)).tensors.size).toBe(3);
  });

  test('refuses unknown outputs, listing those it has', async () => {
    const { client } = await start(await writeBundle(folder, 'segmenter'));
    await expect(encode(client, { outputs: ['latent'] })).rejects.toMatchObject({
      code: status.INVALID_ARGUMENT,
      details: "expected outputs of (masks, pooled, mean_probability), found 'latent'",
    });
  });
});
