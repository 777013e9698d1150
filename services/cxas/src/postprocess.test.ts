// SPDX-License-Identifier: Apache-2.0
import { masksOf, type NamedArray, type PostprocessContext } from '@asarg/specialist-kit';
import { expect, test } from 'vitest';
import { needs, postprocess } from './postprocess.js';

const pixelProfile = { id: 'rank-squash@1', width: 8, height: 6 };
const context: PostprocessContext = {
  affine: { xx: 10, xy: 0, x0: 0, yx: 0, yy: 20, y0: 0 },
  manifest: {
    schema: 'asarg.specialist-bundle/1',
    name: 'cxas-test',
    version: '0.0.1',
    licence: 'Apache-2.0',
    description: '',
    metrics: {},
    feature: 'SEGMENTATION',
    pixelProfile,
    model: { file: 'model.onnx', sha256: '0'.repeat(64) },
    input: 'image',
    outputs: [
      { name: 'masks', feature: 'SEGMENTATION', dtype: 'uint8', shape: [2, 6, 1], meaning: '' },
      {
        name: 'mean_probability',
        feature: 'SEGMENTATION',
        dtype: 'float32',
        shape: [2],
        meaning: '',
      },
    ],
    catalogue: [
      { id: 121, name: 'heart', superclass: '', provenance: 'measured', codes: {} },
      { id: 135, name: 'right lung', superclass: '', provenance: 'measured', codes: {} },
    ],
    labels: [],
    views: [],
    takesViews: [],
    expectedP95Ms: 0,
    trainingData: [],
  },
};

/** A ring with a hole and, apart from it, one pixel; then an empty mask. */
function outputs(): Record<string, NamedArray> {
  const rows = [0b0000_0000, 0b0000_1110, 0b0000_1010, 0b0000_1110, 0b0000_0000, 0b1000_0000];
  const masks = Uint8Array.from([...rows, 0, 0, 0, 0, 0, 0]);
  const means = Float32Array.of(0.75, 0.25);
  return {
    masks: { dtype: 'uint8', shape: [1, 2, 6, 1], data: masks },
    mean_probability: { dtype: 'float32', shape: [1, 2], data: means },
  };
}

test('keeps the largest component of each mask and fills its holes', () => {
  const { tensors } = postprocess(outputs(), context);
  const masks = tensors.get('masks')!;
  expect(masks).toMatchObject({ dtype: 'bit', shape: [2, 6, 8], affine: context.affine });
  const [ring, empty] = masksOf(masks);
  expect([...ring!.bits]).toEqual([0, 0b1110, 0b1110, 0b1110, 0, 0]);
  expect([...empty!.bits]).toEqual([0, 0, 0, 0, 0, 0]);
});

test('gives statistics of the cleaned masks, in channel order', () => {
  const { statistics } = postprocess(outputs(), context);
  expect(statistics).toEqual([
    {
      classId: 121,
      area: 9,
      meanProbability: 0.75,
      box: { x0: 1, y0: 1, x1: 4, y1: 4 },
      centroidX: 2.5,
      centroidY: 2.5,
    },
    { classId: 135, area: 0, meanProbability: 0, box: undefined, centroidX: 0, centroidY: 0 },
  ]);
});

test('leaves derived and weak masks in their pieces, and untrained ones uncounted', () => {
  const provenance = (...of: ('derived' | 'untrained')[]) => ({
    ...context,
    manifest: {
      ...context.manifest,
      catalogue: context.manifest.catalogue.map((row, index) => ({
        ...row,
        provenance: of[index]!,
      })),
    },
  });
  const { tensors, statistics } = postprocess(outputs(), provenance('derived', 'untrained'));
  expect([...masksOf(tensors.get('masks')!)[0]!.bits]).toEqual([0, 14, 10, 14, 0, 128]);
  expect(statistics?.[1]).toMatchObject({ classId: 135, area: 0, meanProbability: 0 });
});

test('says which outputs it needs and did not get', () => {
  const { masks } = outputs();
  expect(needs).toEqual(['masks', 'mean_probability']);
  expect(() => postprocess({ masks: masks! }, context)).toThrow(
    'expected outputs masks, mean_probability, found masks',
  );
});
