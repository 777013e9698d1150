// SPDX-License-Identifier: Apache-2.0
import { frameMessage, type ModelFrame } from '@asarg/imaging';
import { createSpecialistClient } from '@asarg/mesh-client';
import { float32Of, masksOf, maskStatistics, type Affine, type GridBox } from '@asarg/tensor';
import { execFile, spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uNet } from './networks.js';

const bin = fileURLToPath(new URL('../bin/asarg.mjs', import.meta.url));
/** Of the network's input. */
const side = 64;

let folder: string;
let bundle: string;
const running: ChildProcessWithoutNullStreams[] = [];

function asarg(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [bin, ...args], (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

/** Serves a bundle as a process of its own. */
async function serve(...args: string[]) {
  const service = spawn(process.execPath, [
    bin,
    'specialist',
    'serve',
    ...args,
    '--listen',
    '127.0.0.1:0',
  ]);
  running.push(service);
  const errors = text(service.stderr);
  const lines: string[] = [];
  for await (const line of createInterface(service.stdout)) {
    lines.push(line);
    const entry = /^registry line {2}(\{.*\})$/.exec(line)?.[1];
    if (entry) return { service, lines, entry: JSON.parse(entry) as Record<string, string> };
  }
  throw new Error(`expected it to serve, found: ${await errors}`);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'specialist-serve-'));
  bundle = join(folder, 'bundle');
  const network = uNet({
    classes: [
      { of: 'pixel', gain: 40, level: 0.5 },
      { of: 'block', gain: 8, level: 0.5 },
    ],
    side,
  });
  await writeFile(join(folder, 'network.onnx'), network);
  const files = ['--onnx', join(folder, 'network.onnx'), '--out', bundle];
  const reading = [
    '--classes',
    'left lung,blocks',
    '--aspect',
    'letterbox',
    '--activation=sigmoid',
  ];
  const made = await asarg('specialist', 'new', 'bright', ...files, ...reading, '--steps');
  expect(made).toMatchObject({ code: 0, stderr: '' });
});
afterAll(async () => {
  for (const service of running) service.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

/**
 * 64 x 128, dark but for a rectangle with a hole, apart from it a square, and one pixel that makes
 * the range. In a letterbox of 64 x 64 it takes the columns 16 to 48, two pixels to one.
 */
const bright = { level: 60_000, box: { x0: 10, y0: 42, x1: 30, y1: 100 } };
const square = { x0: 40, y0: 8, x1: 44, y1: 12 };

function film(): ModelFrame {
  const [width, height] = [64, 128];
  const pixels = new Uint16Array(width * height);
  const paint = ({ x0, y0, x1, y1 }: GridBox, level: number): void => {
    for (let y = y0; y < y1; y++) pixels.fill(level, y * width + x0, y * width + x1);
  };
  paint(bright.box, bright.level);
  paint({ x0: 16, y0: 60, x1: 20, y1: 64 }, 0);
  paint(square, bright.level);
  paint({ x0: 60, y0: 120, x1: 62, y1: 122 }, 65_535);
  const digest = createHash('sha256').update(new Uint8Array(pixels.buffer)).digest('hex');
  return { width, height, pixels, digest, scale: 1 };
}

function toFrame({ x0, y0, x1, y1 }: GridBox, affine: Affine): GridBox {
  const x = (at: number): number => affine.xx * at + affine.x0;
  const y = (at: number): number => affine.yy * at + affine.y0;
  return { x0: x(x0), y0: y(y0), x1: x(x1), y1: y(y1) };
}

const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));

describe('a bundle made by `asarg specialist new`, served by `asarg specialist serve`', () => {
  it('gives a client the masks, statistics and places that the network means', async () => {
    const { service, lines, entry } = await serve(bundle, '--no-steps');
    expect(lines[0]).toMatch(/^serving bright 0\.1\.0 on 127\.0\.0\.1:\d+$/);
    expect(lines[1]).toBe('  masks  bit [2,64,64]  a mask for each class');
    expect(entry['name']).toBe('bright');
    const client = createSpecialistClient(entry['address']!);
    const described = await client.describe();
    expect(described).toMatchObject({
      classes: [
        { id: 136, name: 'left lung', codes: [{ scheme: 'SCT', value: '44029006' }, {}] },
        { id: 10_000, name: 'blocks' },
      ],
      input: { pixelProfile: 'linear@1', width: side, height: side },
    });

    const order = { frame: frameMessage(film()) };
    const { tensors, statistics } = await client.encode(order, { deadlineMs: 30_000 });
    client.close();
    const masks = tensors.get('masks')!;
    expect(masks.affine).toEqual({ xx: 2, xy: 0, x0: -32, yx: 0, yy: 2, y0: 0 });
    const [lung, blocks] = masksOf(masks).map(maskStatistics);

    // One piece of anatomy: the rectangle without its hole, and not the square.
    expect(lung!.area).toBe(10 * 29);
    expect(toFrame(lung!.box!, masks.affine!)).toEqual(bright.box);
    const inside = sigmoid(40 * (bright.level / 65_535 - 0.5));
    const inHole = sigmoid(40 * (0 - 0.5));
    const mean = (inside * (10 * 29 - 4) + inHole * 4) / (10 * 29);
    expect(statistics[0]!.meanProbability).toBeCloseTo(mean, 5);
    expect(statistics[0]).toMatchObject({
      classId: 136,
      area: lung!.area,
      box: lung!.box,
      centroidX: lung!.centroidX,
      centroidY: lung!.centroidY,
    });
    // Blocks of 2 x 2 grid pixels, 4 x 4 of the film, that touch something bright, all of them.
    const blockBox = { x0: 8, y0: 40, x1: 32, y1: 100 };
    const rest = [square, { x0: 60, y0: 120, x1: 64, y1: 124 }];
    const area = [blockBox, ...rest].reduce(
      (sum, { x0, y0, x1, y1 }) => sum + ((x1 - x0) * (y1 - y0)) / 4,
      0,
    );
    const all = { x0: 8, y0: 8, x1: 64, y1: 124 };
    expect(blocks!.area).toBe(area - 4);
    expect(toFrame(blocks!.box!, masks.affine!)).toEqual(all);

    // Pooled over the film, not over the padding.
    const pooled = tensors.get('pooled')!;
    expect(pooled).toMatchObject({ shape: [2, 16, 16], affine: { xx: 4, x0: 0, yy: 8, y0: 0 } });
    expect(float32Of(pooled)[8 * 16 + 5]).toBeCloseTo(inside, 5);
    expect(float32Of(pooled)[0]).toBeCloseTo(inHole, 5);

    service.kill('SIGINT');
    expect((await once(service, 'exit'))[0]).toBe(0);
  });

  it('runs steps.ts as it is written, and as it is changed', async () => {
    const file = join(bundle, 'steps.ts');
    const original = await readFile(file, 'utf8');
    expect(original).toContain('return postprocessByManifest(outputs, context);');
    const changed = original.replace(
      'return postprocessByManifest(outputs, context);',
      `const made = postprocessByManifest(outputs, context);
  const emptied = made.statistics?.map((one) => ({ ...one, area: one.area satisfies number ? 7 : 0 }));
  return { ...made, ...(emptied && { statistics: emptied }) };`,
    );
    await writeFile(file, changed);
    const { lines, entry, service } = await serve(bundle, '--steps');
    expect(lines[0]).toContain('with steps.ts');
    const client = createSpecialistClient(entry['address']!);
    const order = { frame: frameMessage(film()), outputs: ['masks'] };
    const { statistics } = await client.encode(order, { deadlineMs: 30_000 });
    client.close();
    expect(statistics.map(({ area }) => area)).toEqual([7, 7]);
    service.kill('SIGINT');
    await once(service, 'exit');
    await writeFile(file, original);
  });

  it('does not run code that nobody asked for, nor a bundle that was changed', async () => {
    const refused = await asarg('specialist', 'serve', bundle, '--listen', '127.0.0.1:0');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/steps\.ts is code: expected --steps to run it or --no-steps/);
    const other = join(folder, 'other');
    const args = ['--onnx', join(folder, 'network.onnx'), '--out', other];
    await asarg('specialist', 'new', 'other', ...args);
    await writeFile(join(other, 'model.onnx'), 'changed');
    const changed = await asarg('specialist', 'serve', other, '--listen', '127.0.0.1:0');
    expect(changed.code).toBe(1);
    expect(changed.stderr).toMatch(/model\.onnx: expected sha256 \w{64}, found sha256 \w{64}/);
  });

  it.each([
    [[], 'expected one folder of a bundle, found none'],
    [['a', '--listen', 'x'], '--listen: expected HOST:PORT, found "x"'],
    [['a', '--threads', '0'], '--threads: expected a whole number from 1 to 256, found "0"'],
    [['a', '--steps', '--no-steps'], 'expected --steps or --no-steps, found both'],
  ])('answers %j with usage and exit code 2', async (args, message) => {
    const { code, stderr } = await asarg('specialist', 'serve', ...args);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `asarg: ${message}\nTry \`asarg specialist serve --help\`.\n`,
    });
  });
});
