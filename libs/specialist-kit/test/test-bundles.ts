// SPDX-License-Identifier: Apache-2.0
import { onnxModel, type OnnxModel } from '@asarg/runtime/testing';
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Side of the networks' input, in pixels. */
export const side = 16;

const image = { name: 'image', dtype: 'float32', shape: ['batch', 1, side, side] } as const;

/**
 * Two classes: pixels above and below the middle of the profile. Packed masks, probabilities
 * pooled to 4 x 4, and their means, as the compact segmenter gives them.
 */
const segmenter: OnnxModel = {
  inputs: [image],
  outputs: [
    { name: 'masks', dtype: 'uint8', shape: ['batch', 2, side, side / 8] },
    { name: 'pooled', dtype: 'float32', shape: ['batch', 2, 4, 4] },
    { name: 'mean_probability', dtype: 'float32', shape: ['batch', 2] },
  ],
  constants: [
    { name: 'half', shape: [1], data: Float32Array.of(0.5) },
    { name: 'bytes', shape: [5], data: BigInt64Array.of(-1n, 2n, 16n, 2n, 8n) },
    { name: 'weights', shape: [8], data: Float32Array.of(1, 2, 4, 8, 16, 32, 64, 128) },
    { name: 'last', shape: [1], data: BigInt64Array.of(-1n) },
  ],
  nodes: [
    { op: 'Neg', inputs: ['image'], outputs: ['inverse'] },
    { op: 'Concat', inputs: ['image', 'inverse'], outputs: ['logits'], attributes: { axis: 1 } },
    { op: 'Sigmoid', inputs: ['logits'], outputs: ['p'] },
    { op: 'Greater', inputs: ['p', 'half'], outputs: ['set'] },
    { op: 'Cast', inputs: ['set'], outputs: ['ones'], attributes: { to: 1 } },
    { op: 'Reshape', inputs: ['ones', 'bytes'], outputs: ['octets'] },
    { op: 'Mul', inputs: ['octets', 'weights'], outputs: ['weighted'] },
    {
      op: 'ReduceSum',
      inputs: ['weighted', 'last'],
      outputs: ['sum'],
      attributes: { keepdims: 0 },
    },
    { op: 'Cast', inputs: ['sum'], outputs: ['masks'], attributes: { to: 2 } },
    {
      op: 'AveragePool',
      inputs: ['p'],
      outputs: ['pooled'],
      attributes: { kernel_shape: [4, 4], strides: [4, 4] },
    },
    {
      op: 'ReduceMean',
      inputs: ['p'],
      outputs: ['mean_probability'],
      attributes: { axes: [2, 3], keepdims: 0 },
    },
  ],
};

const products = 16;

/** Takes a while, all of it inside one run. */
const slow: OnnxModel = {
  inputs: [image],
  outputs: [{ name: 'latent', dtype: 'float32', shape: [1, 1] }],
  constants: [
    { name: 'scalar', shape: [2], data: BigInt64Array.of(1n, 1n) },
    { name: 'size', shape: [2], data: BigInt64Array.of(768n, 768n) },
  ],
  nodes: [
    { op: 'ReduceMean', inputs: ['image'], outputs: ['mean'], attributes: { axes: [0, 1, 2, 3] } },
    { op: 'Reshape', inputs: ['mean', 'scalar'], outputs: ['m'] },
    { op: 'Expand', inputs: ['m', 'size'], outputs: ['m0'] },
    ...Array.from({ length: products }, (_, index) => ({
      op: 'MatMul',
      inputs: [`m${index}`, 'm0'],
      outputs: [`m${index + 1}`],
    })),
    {
      op: 'ReduceMean',
      inputs: [`m${products}`],
      outputs: ['latent'],
      attributes: { axes: [0, 1] },
    },
  ],
};

const features = 4;

/** Tells frames apart: weights of every pixel in four numbers. */
const projection = [
  { name: 'rows', shape: [2], data: BigInt64Array.of(-1n, BigInt(side * side)) },
  {
    name: 'weights',
    shape: [side * side, features],
    data: Float32Array.from(
      { length: side * side * features },
      (_, at) => Math.sin(at * 12.9898) / side,
    ),
  },
];

/** Four numbers of each frame, which depend on it alone, and their negatives. */
const projector: OnnxModel = {
  inputs: [image],
  outputs: [
    { name: 'latent', dtype: 'float32', shape: ['batch', features] },
    { name: 'negative', dtype: 'float32', shape: ['batch', features] },
  ],
  constants: projection,
  nodes: [
    { op: 'Reshape', inputs: ['image', 'rows'], outputs: ['flat'] },
    { op: 'MatMul', inputs: ['flat', 'weights'], outputs: ['latent'] },
    { op: 'Neg', inputs: ['latent'], outputs: ['negative'] },
  ],
};

/** Takes one frame at a time. */
const single: OnnxModel = {
  ...projector,
  inputs: [{ ...image, shape: [1, ...image.shape.slice(1)] }],
};

/** Right in type and shape for any batch, but what it says of a frame depends on the others. */
const mixer: OnnxModel = {
  inputs: [image],
  outputs: [{ name: 'latent', dtype: 'float32', shape: ['batch', features] }],
  constants: projection,
  nodes: [
    { op: 'Reshape', inputs: ['image', 'rows'], outputs: ['flat'] },
    { op: 'MatMul', inputs: ['flat', 'weights'], outputs: ['projected'] },
    { op: 'ReduceMean', inputs: ['projected'], outputs: ['mean'], attributes: { axes: [0] } },
    { op: 'Add', inputs: ['projected', 'mean'], outputs: ['latent'] },
  ],
};

const base = {
  schema: 'asarg.specialist-bundle/1',
  version: '1.2.3',
  licence: 'Apache-2.0',
  description: 'A network of the tests.',
  pixelProfile: { id: 'rank-squash@1', width: side, height: side },
  input: 'image',
  expectedP95Ms: 12.4,
};

const segmenterManifest = {
  ...base,
  name: 'test-segmenter',
  feature: 'SEGMENTATION',
  outputs: [
    {
      name: 'masks',
      feature: 'SEGMENTATION',
      dtype: 'uint8',
      shape: [2, side, side / 8],
      meaning: 'Masks.',
    },
    {
      name: 'pooled',
      feature: 'SEGMENTATION',
      dtype: 'float32',
      shape: [2, 4, 4],
      meaning: 'Pooled.',
    },
    {
      name: 'mean_probability',
      feature: 'SEGMENTATION',
      dtype: 'float32',
      shape: [2],
      meaning: 'Means.',
    },
  ],
  catalogue: [
    {
      id: 121,
      name: 'heart',
      superclass: 'heart region',
      provenance: 'measured',
      codes: { snomed: '80891009' },
    },
    { id: 135, name: 'right lung', superclass: 'lung halves', provenance: 'synthetic' },
  ],
};

const slowManifest = {
  ...base,
  name: 'test-slow',
  feature: 'LATENT_VECTOR',
  outputs: [
    {
      name: 'latent',
      feature: 'LATENT_VECTOR',
      dtype: 'float32',
      shape: [1],
      meaning: 'One number.',
    },
  ],
};

const latent = (name: string) => ({
  name,
  feature: 'LATENT_VECTOR',
  dtype: 'float32',
  shape: [features],
  meaning: 'Four numbers.',
});

const projectorManifest = {
  ...base,
  name: 'test-projector',
  feature: 'LATENT_VECTOR',
  outputs: [latent('latent'), latent('negative')],
};

const mixerManifest = { ...projectorManifest, name: 'test-mixer', outputs: [latent('latent')] };

const kinds = {
  segmenter: { model: segmenter, manifest: segmenterManifest },
  slow: { model: slow, manifest: slowManifest },
  projector: { model: projector, manifest: projectorManifest },
  single: { model: single, manifest: projectorManifest },
  mixer: { model: mixer, manifest: mixerManifest },
};

/** Writes a bundle into a new folder below `parent`; `change` replaces fields of its manifest. */
export async function writeBundle(
  parent: string,
  kind: keyof typeof kinds,
  change: object = {},
): Promise<string> {
  const folder = join(parent, crypto.randomUUID());
  await mkdir(folder);
  const { model, manifest } = kinds[kind];
  const bytes = onnxModel(model);
  await writeFile(join(folder, 'model.onnx'), bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const file = { model: { file: 'model.onnx', sha256 } };
  await writeFile(
    join(folder, 'manifest.json'),
    JSON.stringify({ ...manifest, ...file, ...change }),
  );
  return folder;
}
