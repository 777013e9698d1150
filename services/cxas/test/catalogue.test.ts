// SPDX-License-Identifier: Apache-2.0
import { cxas212 } from '@asarg/catalogue';
import { DataType, Provenance, type Frame } from '@asarg/contracts';
import { createSpecialistClient } from '@asarg/mesh-client';
import { onnxModel } from '@asarg/runtime/testing';
import { masksOf, readSpecialistConfig, startSpecialist } from '@asarg/specialist-kit';
import { createLogger } from '@asarg/service-kit';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const side = 32;
const count = cxas212.classes.length;

/** What the network of this test draws, by id: a class is set where the image is brighter. */
const drawn = new Map<number, { provenance: string; above: number }>([
  [121, { provenance: 'measured', above: 0 }],
  [134, { provenance: 'derived', above: 0.5 }],
  [160, { provenance: 'weak', above: 1.2 }],
]);

/** A network of 212 channels: bright parts of the image for the classes drawn, none for others. */
function network(): Uint8Array {
  const above = cxas212.classes.map(({ id }) => drawn.get(id)?.above ?? 1e9);
  return onnxModel({
    inputs: [{ name: 'image', dtype: 'float32', shape: ['batch', 1, side, side] }],
    outputs: [
      { name: 'masks', dtype: 'uint8', shape: ['batch', count, side, side / 8] },
      { name: 'mean_probability', dtype: 'float32', shape: ['batch', count] },
    ],
    constants: [
      { name: 'above', shape: [1, count, 1, 1], data: Float32Array.from(above) },
      { name: 'bytes', shape: [5], data: BigInt64Array.of(-1n, BigInt(count), 32n, 4n, 8n) },
      { name: 'weights', shape: [8], data: Float32Array.of(1, 2, 4, 8, 16, 32, 64, 128) },
      { name: 'last', shape: [1], data: BigInt64Array.of(-1n) },
    ],
    nodes: [
      { op: 'Greater', inputs: ['image', 'above'], outputs: ['set'] },
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
        op: 'ReduceMean',
        inputs: ['ones'],
        outputs: ['mean_probability'],
        attributes: { axes: [2, 3], keepdims: 0 },
      },
    ],
  });
}

async function writeBundle(folder: string): Promise<void> {
  const model = network();
  const output = { feature: 'SEGMENTATION', meaning: '' };
  const manifest = {
    schema: 'asarg.specialist-bundle/1',
    name: 'cxas-212',
    version: '0.0.1',
    licence: 'Apache-2.0',
    description: 'A network of the tests.',
    feature: 'SEGMENTATION',
    pixelProfile: { id: 'rank-squash@1', width: side, height: side },
    model: { file: 'model.onnx', sha256: createHash('sha256').update(model).digest('hex') },
    input: 'image',
    outputs: [
      { ...output, name: 'masks', dtype: 'uint8', shape: [count, side, side / 8] },
      { ...output, name: 'mean_probability', dtype: 'float32', shape: [count] },
    ],
    catalogue: cxas212.classes.map(({ id, name, superclasses, codes }) => ({
      id,
      name,
      superclass: superclasses[0] ?? '',
      provenance: drawn.get(id)?.provenance ?? 'untrained',
      codes,
    })),
    takesViews: ['frontal'],
  };
  await writeFile(join(folder, 'model.onnx'), model);
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
}

/** Two bright squares, the second much smaller, on a ramp that is dark at the top. */
function frame(): Frame {
  const pixels = Uint8Array.from({ length: side * side }, (_, at) => {
    const [x, y] = [at % side, Math.floor(at / side)];
    const isBright = (x > 3 && x < 16 && y > 3 && y < 16) || (x > 24 && x < 28 && y > 24 && y < 28);
    return isBright ? 200 + y : y;
  });
  return {
    width: side,
    height: side,
    dataType: DataType.UINT8,
    encoding: 1,
    pixels,
    digest: createHash('sha256').update(pixels).digest('hex'),
    columnSpacingMm: 0,
    rowSpacingMm: 0,
  };
}

test('212 classes: each with its provenance, and statistics that name the ids', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cxas-'));
  await writeBundle(folder);
  const specialist = await startSpecialist({
    service: 'cxas',
    config: readSpecialistConfig('cxas', '127.0.0.1:0', { ASARG_BUNDLE: folder }),
    logger: createLogger('test', 'silent'),
    steps: new URL('../dist/postprocess.js', import.meta.url),
  });
  const client = createSpecialistClient(specialist.address);
  try {
    const { classes, input } = await client.describe();
    expect(classes.map(({ id }) => id)).toEqual(cxas212.classes.map(({ id }) => id));
    expect(classes[156]).toMatchObject({ id: 157, provenance: Provenance.UNTRAINED });
    expect(classes[159]).toMatchObject({ id: 160, provenance: Provenance.WEAK });
    expect(input?.views).toEqual(['frontal']);

    const { tensors, statistics } = await client.encode({ frame: frame(), outputs: ['masks'] });
    const filled = statistics.filter(({ area }) => area > 0).map(({ classId }) => classId);
    expect(filled).toEqual([...drawn.keys()]);
    const masks = masksOf(tensors.get('masks')!);
    expect(masks).toHaveLength(count);
    // The weak class keeps both squares; the channel is not the id.
    expect(statistics[159]).toMatchObject({ classId: 160, area: 12 * 12 + 3 * 3 });
    expect(masks[160]!.bits.every((byte) => byte === 0)).toBe(true);
  } finally {
    client.close();
    await specialist.close();
    await rm(folder, { recursive: true });
  }
});
