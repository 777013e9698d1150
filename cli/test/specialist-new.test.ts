// SPDX-License-Identifier: Apache-2.0
import { readSpecialistBundle, type SpecialistManifest } from '@asarg/model-bundle';
import { onnxModel } from '@asarg/runtime/testing';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeBundle } from '../src/specialist/new/make-bundle.js';
import { readNewCommand } from '../src/specialist/new/new-command.js';
import { oneOperator, uNet, type UNetClass } from './networks.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'specialist-new-'));
});
afterAll(() => rm(folder, { recursive: true }));

const bright: UNetClass = { of: 'pixel', gain: 40, level: 0.5 };
const block: UNetClass = { of: 'block', gain: 40, level: 0.75 };
const nothing: UNetClass = { of: 'nothing', gain: 0, level: 0 };

interface Made {
  readonly out: string;
  readonly said: string;
  readonly manifest: SpecialistManifest;
}

async function make(onnx: Uint8Array, args: readonly string[] = []): Promise<Made> {
  const parent = join(folder, crypto.randomUUID());
  await mkdir(parent);
  const file = join(parent, 'network.onnx');
  await writeFile(file, onnx);
  const out = join(parent, 'bundle');
  const command = readNewCommand(['mine', '--onnx', file, '--out', out, ...args]);
  const said = await makeBundle(command, 'asarg specialist new …').catch(async (error) => {
    expect(await readdir(parent)).toEqual(['network.onnx']);
    throw error;
  });
  const { manifest } = await readSpecialistBundle(out);
  return { out, said, manifest };
}

const classesOf = ({ manifest }: Made) => manifest.catalogue.map(({ id, name }) => [id, name]);
const maskSource = ({ manifest }: Made) => manifest.outputs[0]!.from;

describe('asarg specialist new', () => {
  test('makes a whole bundle of a U-Net and says what it guessed', async () => {
    const made = await make(uNet({ classes: [bright, block], side: 64 }), [
      '--classes',
      'Lung_L,my thing',
      '--aspect',
      'letterbox',
    ]);
    expect(await readdir(made.out)).toEqual(['README.md', 'manifest.json', 'model.onnx']);
    expect(classesOf(made)).toEqual([
      [136, 'left lung'],
      [10_000, 'my thing'],
    ]);
    expect(made.manifest).toMatchObject({
      name: 'mine',
      feature: 'SEGMENTATION',
      licence: 'NOASSERTION',
      input: 'image',
      pixelProfile: { id: 'linear@1', width: 64, height: 64, channels: 1, aspect: 'letterbox' },
      outputs: [
        { name: 'masks', dtype: 'bit', shape: [2, 64, 64] },
        { name: 'pooled', dtype: 'float32', shape: [2, 16, 16] },
      ],
      catalogue: [
        { provenance: 'measured', codes: { snomed: '44029006' } },
        { provenance: 'measured', codes: {} },
      ],
    });
    expect(maskSource(made)).toEqual({
      output: 'logits',
      activation: 'sigmoid',
      layout: 'CHW',
      clean: ['largest-component', 'none'],
    });
    for (const line of [
      /activation {2}sigmoid .*--activation A/,
      /grey scale .* the file does not say how it was trained/,
      /Lung_L {4}136 left lung/,
      /my thing {2}10000 .*viewing and grounding \(by name\) only/,
      /provenance measured, that is, trained on masks drawn by people; --provenance says otherwise/,
      /Lung_L .*% of the grid, mean probability/,
      /npx asarg specialist serve /,
    ]) {
      expect(made.said).toMatch(line);
    }
    const readme = await readFile(join(made.out, 'README.md'), 'utf8');
    for (const part of ['specialist serve', '"name": "mine"', '| activation | sigmoid |']) {
      expect(readme).toContain(part);
    }
  });

  test.each([
    ['probabilities', uNet({ classes: [bright], end: 'Sigmoid' }), [], { activation: 'none' }],
    [
      'a softmax in the graph',
      uNet({ classes: [nothing, bright], end: 'Softmax' }),
      ['--classes', 'heart'],
      { activation: 'none', threshold: 'argmax', background: 0 },
    ],
    [
      'a channel more than classes',
      uNet({ classes: [nothing, bright, block] }),
      ['--classes', 'left lung,right lung'],
      { activation: 'softmax', background: 0 },
    ],
    [
      'a background that is named',
      uNet({ classes: [bright, nothing] }),
      ['--classes', 'heart,background'],
      { activation: 'softmax', background: 1 },
    ],
    ['one channel of scores', uNet({ classes: [bright] }), [], { activation: 'sigmoid' }],
    [
      'what was said',
      uNet({ classes: [bright, block] }),
      ['--activation', 'softmax', '--threshold', '0.7', '--background', '1'],
      { activation: 'softmax', threshold: 0.7, background: 1 },
    ],
  ])('tells %s', async (_, onnx, args, expected) => {
    const made = await make(onnx, ['--size', '64', ...args]);
    expect(maskSource(made)).toEqual({
      output: 'logits',
      layout: 'CHW',
      clean: expect.anything(),
      ...expected,
    });
  });

  test('takes classes by id and code, and names for those it is not told', async () => {
    const net = uNet({ classes: [bright, block, bright], side: 32 });
    const made = await make(net, ['--classes', 'a=SCT:44029006,left clavicle=SCT:51299004,c=135']);
    expect(classesOf(made).map(([id]) => id)).toEqual([136, 31, 135]);
    const unnamed = await make(net, ['--background', 'none', '--provenance', 'weak']);
    expect(classesOf(unnamed)[0]).toEqual([10_000, 'class 1']);
    expect(unnamed.manifest.catalogue[0]!.provenance).toBe('weak');
  });

  test('tells channels last, three channels and their usual normalisation', async () => {
    const made = await make(oneOperator(['n', 24, 24, 3], ['n', 24, 24, 3], { op: 'Sigmoid' }), [
      '--background',
      'none',
    ]);
    expect(made.manifest.pixelProfile).toMatchObject({
      channels: 3,
      layout: 'HWC',
      mean: [0.485, 0.456, 0.406],
      std: [0.229, 0.224, 0.225],
    });
    expect(maskSource(made)).toMatchObject({ layout: 'HWC', activation: 'none' });
    expect(made.manifest.outputs[0]!.shape).toEqual([3, 24, 24]);
  });

  test('makes classifiers and features by the shape of the output', async () => {
    const pooled = { kernel_shape: [16, 16], strides: [16, 16] };
    const small = oneOperator([1, 1, 32, 32], [1, 1, 2, 2], {
      op: 'MaxPool',
      attributes: pooled,
    });
    const features = await make(small);
    expect(features.manifest).toMatchObject({
      feature: 'PATCH_TOKENS',
      outputs: [{ name: 'patch_tokens', shape: [4, 1] }],
    });
    const flat = oneOperator([1, 1, 2, 2], [1, 4], { op: 'Flatten' });
    const labels = await make(flat, ['--classes', 'a,b,c,d']);
    expect(labels.manifest).toMatchObject({
      feature: 'FINDING_TAGS',
      labels: ['a', 'b', 'c', 'd'],
      outputs: [{ name: 'finding_tags', shape: [4], from: { output: 'out' } }],
    });
    const latent = await make(flat, ['--kind', 'features']);
    expect(latent.manifest.outputs[0]).toMatchObject({ name: 'latent', shape: [4] });
  });

  test('writes steps that run as they are', async () => {
    const made = await make(uNet({ classes: [bright], side: 32 }), ['--steps']);
    expect(await readdir(made.out)).toContain('steps.ts');
    expect(made.said).toMatch(/% of the grid/);
    expect(made.said).toContain('--steps');
  });
});

describe('asarg specialist new refuses', () => {
  const net = uNet({ classes: [bright, block], side: 32 });
  const image = { name: 'image', dtype: 'float32' as const, shape: [1, 1, 8, 8] };
  const two = onnxModel({
    inputs: [image, { ...image, name: 'prior' }],
    outputs: [{ ...image, name: 'y' }],
    nodes: [{ op: 'Add', inputs: ['image', 'prior'], outputs: ['y'] }],
  });
  const labelMap = onnxModel({
    inputs: [image],
    outputs: [{ name: 'y', dtype: 'int64', shape: [1, 1, 8, 8] }],
    constants: [{ name: 'three', shape: [1], data: Float32Array.of(3) }],
    nodes: [
      { op: 'Mul', inputs: ['image', 'three'], outputs: ['m'] },
      { op: 'Cast', inputs: ['m'], outputs: ['y'], attributes: { to: 7 } },
    ],
  });
  const refusals: [string, Uint8Array, string[], RegExp][] = [
    ['what is not ONNX', Buffer.from('no'), [], /expected an ONNX network, found/],
    [
      'several inputs',
      two,
      [],
      /expected a network with one input, the image, found 2: 'image' float32 \[1, 1, 8, 8\], 'prior'/,
    ],
    [
      'an input of another rank',
      oneOperator([1, 8, 8], [1, 8, 8], { op: 'Relu' }),
      [],
      /rank 4, \[1, channels, rows, columns\], found rank 3/,
    ],
    [
      'a fixed batch',
      oneOperator([2, 1, 8, 8], [2, 1, 8, 8], { op: 'Relu' }),
      [],
      /expected a batch of 1, or an open one, found 2/,
    ],
    [
      'more channels than grey has',
      oneOperator([1, 4, 8, 8], [1, 4, 8, 8], { op: 'Relu' }),
      [],
      /expected 1 or 3 channels, found 'image'/,
    ],
    [
      'another number of classes',
      net,
      ['--classes', 'heart,left lung,right lung'],
      /expected 2 for the 2 channels of 'logits', found 3: heart, left lung, right lung/,
    ],
    [
      'two names of one class',
      net,
      ['--classes', 'heart,cardiac silhouette'],
      /'heart' and 'cardiac silhouette' both meaning 121 \(heart\)/,
    ],
    ['a code of no class', net, ['--classes', 'a=SCT:1,b'], /'a': SCT:1: expected the code of one/],
    ['another size', net, ['--size', '64'], /expected 32x32, as the network has it, found 64x64/],
    ['an unknown output', net, ['--output', 'x'], /one of 'logits' float32 .*; found 'x'/],
    ['a kind that it is not', net, ['--kind', 'classifier'], /rank 2 to 4 .* for a classifier/],
    ['a mean per channel that is not', net, ['--mean', '0,0'], /--mean: expected 1 numbers/],
    ['class numbers in place of scores', labelMap, [], /export the network without its argmax/],
    ['a background beyond', net, ['--background', '2'], /expected a channel from 0 to 1, found 2/],
  ];
  test.each(refusals)('%s, and writes nothing', async (_, onnx, args, message) => {
    await expect(make(onnx, args)).rejects.toThrow(message);
  });

  test('weights in a file beside the network, saying how to save it whole', async () => {
    const data = new Float32Array(64).fill(0.25);
    const shape = [1, 1, 8, 8];
    const weights = [{ name: 'w', shape, data, external: 'weights.data' }];
    const file = join(folder, 'in-two-files.onnx');
    await writeFile(file, oneOperator(shape, shape, { op: 'Mul' }, weights));
    await writeFile(join(folder, 'weights.data'), data);
    const command = readNewCommand(['mine', '--onnx', file, '--out', join(folder, 'two', 'b')]);
    await expect(makeBundle(command, '')).rejects.toThrow(/save it whole: onnx\.save_model/);
    expect(await readdir(join(folder, 'two'))).toEqual([]);
  });

  test('a folder that holds a bundle', async () => {
    const { out } = await make(net);
    const file = join(out, 'model.onnx');
    const command = readNewCommand(['mine', '--onnx', file, '--out', out]);
    await expect(makeBundle(command, '')).rejects.toThrow(/expected a folder without a bundle/);
  });
});

describe('readNewCommand', () => {
  test.each([
    ['', 'expected one NAME'],
    ['a b --onnx f', 'expected one NAME of letters, digits, "-" and "_", found "a b"'],
    ['a', '--onnx: expected an ONNX file, found none'],
    ['a --onnx f --size 0', '--size: expected pixels such as 512 or 512x640, found "0"'],
    ['a --onnx f --channels 2', '--channels: expected 1 or 3, found 2'],
    ['a --onnx f --classes x=', '--classes: expected names such as'],
    ['a --onnx f --threshold 2', '--threshold: expected a number from 0 to 1, found "2"'],
    ['a --onnx f --mean 1,x', '--mean: expected numbers such as'],
    ['a --onnx f --provenance sure', '--provenance: expected measured, derived, weak'],
  ])('refuses "%s"', (line, message) => {
    expect(() => readNewCommand(line.split(' ').filter(Boolean))).toThrow(message);
  });
});
