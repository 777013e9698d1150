// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FusionBundle } from '@asarg/model-bundle';
import { onnxModel, type OnnxModel, type OnnxNode } from '@asarg/runtime/testing';

const side = 32;

/** An output of a tiny network. */
interface TinyOutput {
  readonly name: string;
  readonly feature: string;
  readonly dtype: 'float32' | 'uint8';
  readonly shape: readonly number[];
}

/**
 * Writes a bundle whose outputs have the shapes of a fusion bundle's slots and whose network does
 * next to nothing: what is measured with it is the mesh, not a model. Every output is the mean of
 * the image plus `offset`, so that two versions differ in weights and in answers.
 */
export async function writeTinyBundle(
  folder: string,
  specialist: 'vision' | 'lvm-med' | 'cxas',
  version: string,
  offset: number,
  { manifest: { slots } }: FusionBundle,
): Promise<void> {
  const own = slots.filter(({ trainedOn }) => trainedOn.name === `${specialist}-compact`);
  const [first] = own;
  if (first === undefined) {
    throw new Error(`expected a slot trained on ${specialist}-compact, found none`);
  }
  const outputs = [
    ...own.map(({ output, feature, shape }): TinyOutput => {
      return { name: output, feature, dtype: 'float32', shape };
    }),
    ...(first.feature === 'SEGMENTATION' ? masksOf(first.shape[0]!) : []),
  ];
  const bytes = onnxModel(networkOf(outputs, offset));
  const catalogue = (first.classes ?? []).map((id) => {
    const provenance = first.untrained?.includes(id) ? 'untrained' : 'measured';
    return { id, name: `class ${id}`, provenance };
  });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'model.onnx'), bytes);
  await writeFile(
    join(folder, 'manifest.json'),
    JSON.stringify({
      schema: 'asarg.specialist-bundle/1',
      name: first.trainedOn.name,
      version,
      licence: 'Apache-2.0',
      description: 'Shapes of a model, without one.',
      feature: first.feature,
      pixelProfile: { id: 'rank-squash@1', width: side, height: side },
      model: { file: 'model.onnx', sha256: createHash('sha256').update(bytes).digest('hex') },
      input: 'image',
      outputs: outputs.map((output) => ({ ...output, meaning: output.name })),
      catalogue,
      labels: own.flatMap(({ labels }) => labels ?? []),
    }),
  );
}

/** What the segmenter's own steps need besides the slot. */
function masksOf(classes: number): TinyOutput[] {
  const feature = 'SEGMENTATION';
  return [
    { name: 'masks', feature, dtype: 'uint8', shape: [classes, side, side / 8] },
    { name: 'mean_probability', feature, dtype: 'float32', shape: [classes] },
  ];
}

function networkOf(outputs: readonly TinyOutput[], offset: number): OnnxModel {
  return {
    inputs: [{ name: 'image', dtype: 'float32', shape: ['batch', 1, side, side] }],
    outputs: outputs.map(({ name, dtype, shape }) => ({ name, dtype, shape: [1, ...shape] })),
    constants: [
      { name: 'offset', shape: [1], data: Float32Array.of(offset) },
      { name: 'scalar', shape: [1], data: BigInt64Array.of(1n) },
      ...outputs.map(({ name, shape }) => ({
        name: `${name}_shape`,
        shape: [shape.length + 1],
        data: BigInt64Array.from([1, ...shape], BigInt),
      })),
    ],
    nodes: [
      { op: 'ReduceMean', inputs: ['image'], outputs: ['m'], attributes: { axes: [0, 1, 2, 3] } },
      { op: 'Reshape', inputs: ['m', 'scalar'], outputs: ['mean'] },
      { op: 'Add', inputs: ['mean', 'offset'], outputs: ['value'] },
      ...outputs.flatMap(({ name, dtype }): OnnxNode[] =>
        dtype === 'float32'
          ? [{ op: 'Expand', inputs: ['value', `${name}_shape`], outputs: [name] }]
          : [
              { op: 'Expand', inputs: ['value', `${name}_shape`], outputs: [`${name}_float`] },
              { op: 'Cast', inputs: [`${name}_float`], outputs: [name], attributes: { to: 2 } },
            ],
      ),
    ],
  };
}
