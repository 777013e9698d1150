// SPDX-License-Identifier: Apache-2.0
import {
  createLocalSession,
  createSession,
  openNetwork,
  RuntimeUnavailableError,
  type NamedArray,
  type Session,
} from '@asarg/runtime';
import { onnxModel } from '@asarg/runtime/testing';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let folder: string;
const paths: Record<string, string> = {};

async function put(name: string, bytes: Uint8Array | string): Promise<void> {
  paths[name] = join(folder, `${name}.onnx`);
  await writeFile(paths[name], bytes);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'runtime-'));
  const value = (name: string) => ({ name, dtype: 'float32' as const, shape: ['batch', 4] });
  await put(
    'small',
    onnxModel({
      inputs: [value('x')],
      outputs: [value('twice'), value('square')],
      nodes: [
        { op: 'Add', inputs: ['x', 'x'], outputs: ['twice'] },
        { op: 'Mul', inputs: ['x', 'x'], outputs: ['square'] },
      ],
    }),
  );
  // Matrix products that depend on the input, so that none is done at load.
  const side = 768;
  const products = Array.from({ length: 12 }, (_, index) => ({
    op: 'MatMul',
    inputs: [`m${index}`, 'm0'],
    outputs: [`m${index + 1}`],
  }));
  await put(
    'slow',
    onnxModel({
      inputs: [{ name: 'x', dtype: 'float32', shape: [1, 1] }],
      outputs: [{ name: 'y', dtype: 'float32', shape: [1, 1] }],
      constants: [{ name: 'size', shape: [2], data: BigInt64Array.of(BigInt(side), BigInt(side)) }],
      nodes: [
        { op: 'Expand', inputs: ['x', 'size'], outputs: ['m0'] },
        ...products,
        { op: 'ReduceMean', inputs: ['m12'], outputs: ['y'], attributes: { axes: [0, 1] } },
      ],
    }),
  );
  await put('broken', 'not an ONNX file');
});
afterAll(() => rm(folder, { recursive: true }));

test('opens a network with what its file says of inputs and outputs', async () => {
  const { inputs, outputs, session } = await openNetwork({ modelPath: paths['small']! });
  expect(inputs).toEqual([{ name: 'x', type: 'float32', shape: ['batch', 4] }]);
  expect(outputs.map(({ name }) => name)).toEqual(['twice', 'square']);
  const x: NamedArray = { dtype: 'float32', shape: [1, 4], data: Float32Array.of(1, 2, 3, 4) };
  expect((await session.run({ x }, ['square']))['square']!.data).toEqual(
    Float32Array.of(1, 4, 9, 16),
  );
  await session.close();
  await expect(openNetwork({ modelPath: paths['broken']! })).rejects.toThrow(
    'expected an ONNX network, found',
  );
});

const one: NamedArray = { dtype: 'float32', shape: [1, 1], data: new Float32Array(1) };
const four = (): NamedArray => ({
  dtype: 'float32',
  shape: [1, 4],
  data: Float32Array.of(1, 2, 3, 4),
});

async function use(session: Session, work: (session: Session) => Promise<void>): Promise<void> {
  try {
    await work(session);
  } finally {
    await session.close();
  }
}

describe.each([
  ['a session', createSession],
  ['a local session', createLocalSession],
])('%s', (_, create) => {
  test('runs a network and fetches the outputs asked for', async () => {
    await use(await create({ modelPath: paths['small']! }), async (session) => {
      expect([session.inputs, session.outputs]).toEqual([['x'], ['twice', 'square']]);
      const x = four();
      const { square, ...rest } = await session.run({ x }, ['square']);
      expect(square).toEqual({
        dtype: 'float32',
        shape: [1, 4],
        data: Float32Array.of(1, 4, 9, 16),
      });
      expect(rest).toEqual({});
      expect(x.data).toHaveLength(4);
      expect(Object.keys(await session.run({ x }))).toEqual(['twice', 'square']);
    });
  });

  test('stays usable after feeds that do not fit', async () => {
    await use(await create({ modelPath: paths['small']! }), async (session) => {
      await expect(session.run({ x: one })).rejects.toThrow(/dimension/i);
      expect((await session.run({ x: four() }))['twice']!.data[3]).toBe(8);
    });
  });

  test('names the file that does not load', async () => {
    await expect(create({ modelPath: paths['broken']! })).rejects.toThrow(
      /broken\.onnx: expected an ONNX network/,
    );
    await expect(create({ modelPath: join(folder, 'none.onnx') })).rejects.toThrow(/none\.onnx/);
  });

  test('names a provider that is not there, what it needs and the alternatives', async () => {
    const options = { modelPath: paths['small']!, executionProvider: 'npu' as 'cpu' };
    const error = await create(options).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RuntimeUnavailableError);
    expect((error as RuntimeUnavailableError).alternatives).toContain('cpu');
    const cuda = await create({ modelPath: paths['small']!, executionProvider: 'cuda' }).then(
      (session) => session.close(),
      (reason: unknown) => reason,
    );
    if (cuda) {
      expect(cuda).toBeInstanceOf(RuntimeUnavailableError);
      expect((cuda as Error).message).toMatch(
        /'cuda' is not available: .*cuDNN.*alternatives: cpu/,
      );
    }
  });
});

describe('a session in its worker', () => {
  test('lets the event loop turn while it runs', async () => {
    await use(await createSession({ modelPath: paths['slow']! }), async (session) => {
      const state = { running: true };
      const run = session.run({ x: one }).finally(() => {
        state.running = false;
      });
      let turns = 0;
      for (; state.running; turns++) {
        await setImmediate();
      }
      await run;
      expect(turns).toBeGreaterThan(20);
    });
  });

  test('drops runs that are aborted while they wait, and only those', async () => {
    await use(await createSession({ modelPath: paths['slow']! }), async (session) => {
      const controller = new AbortController();
      const first = session.run({ x: one });
      const second = session.run({ x: one }, ['y'], { signal: controller.signal });
      const third = session.run({ x: one });
      controller.abort(new RangeError('not wanted'));
      await expect(second).rejects.toThrow('not wanted');
      expect((await first)['y']!.shape).toEqual([1, 1]);
      expect((await third)['y']!.shape).toEqual([1, 1]);
    });
  });

  test('takes the buffers of feeds only when told to', async () => {
    await use(await createSession({ modelPath: paths['small']! }), async (session) => {
      const x = four();
      await session.run({ x }, undefined, { transfer: true });
      expect(x.data).toHaveLength(0);
    });
  });

  test('refuses runs after it was closed', async () => {
    const session = await createSession({ modelPath: paths['small']! });
    await session.close();
    await expect(session.run({ x: four() })).rejects.toThrow('the worker was closed');
  });
});
