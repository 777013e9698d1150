// SPDX-License-Identifier: Apache-2.0
import { MeshError } from '@asarg/mesh-client';
import { createOpenInferenceSession } from '@asarg/open-inference';
import type { NamedArray } from '@asarg/runtime';
import { status } from '@grpc/grpc-js';
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { closed, serve, serveAnswers, sums, type Answers } from './protocol.js';

const image: NamedArray = { dtype: 'uint16', shape: [1, 2], data: Uint16Array.of(40, 2) };
const x: NamedArray = { dtype: 'float32', shape: [1, 1], data: Float32Array.of(1) };

async function open(address: string, change: object = {}) {
  return closed(await createOpenInferenceSession({ address, model: 'sums', ...change }));
}

/** A model of another server: x [-1, 1] in, y [-1, 2] and label out. */
const metadata = {
  inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 1] }],
  outputs: [
    { name: 'y', datatype: 'FP32', shape: [-1, 2] },
    { name: 'label', datatype: 'INT64', shape: [1] },
  ],
};
const output = (change: object = {}) => ({
  name: 'y',
  datatype: 'FP32',
  shape: [1, 2],
  parameters: {},
  contents: undefined,
  ...change,
});
const pair = new Uint8Array(Float32Array.of(1, 2).buffer);

function answering(response: object, more: Answers = {}): Promise<string> {
  return serveAnswers({ metadata, infer: (_, done) => done(null, response), ...more });
}

describe('a session on a remote model', () => {
  test('has the names of the metadata, and runs', async () => {
    const session = await open(await serve(sums));
    expect([session.inputs, session.outputs]).toEqual([['image'], ['sum', 'negative']]);
    expect(await session.run({ image }, ['sum'])).toEqual({
      sum: { dtype: 'int32', shape: [1], data: Int32Array.of(42) },
    });
    expect(Object.keys(await session.run({ image }))).toEqual(['sum', 'negative']);
  });

  test('reads typed contents, and leaves out outputs that were not asked for', async () => {
    const contents = {
      boolContents: [],
      intContents: [],
      int64Contents: [],
      uintContents: [],
      uint64Contents: [],
      fp32Contents: [0.5, 2],
      fp64Contents: [],
      bytesContents: [],
    };
    const label = {
      ...output({ name: 'label', datatype: 'INT64', shape: [1] }),
      contents: { ...contents, fp32Contents: [], int64Contents: ['7'] },
    };
    const session = await open(await answering({ outputs: [label, output({ contents })] }));
    expect(await session.run({ x }, ['y'])).toEqual({
      y: { dtype: 'float32', shape: [1, 2], data: Float32Array.of(0.5, 2) },
    });
  });

  test('sends model, version, raw contents and the outputs wanted', async () => {
    let asked: unknown;
    const address = await serveAnswers({
      metadata,
      infer: (request, done) => {
        asked = request;
        done(null, { outputs: [output()], rawOutputContents: [pair] });
      },
    });
    await (await open(address, { version: '7' })).run({ x }, ['y']);
    expect(asked).toMatchObject({
      modelName: 'sums',
      modelVersion: '7',
      inputs: [{ name: 'x', datatype: 'FP32', shape: [1, 1], contents: undefined }],
      outputs: [{ name: 'y' }],
      rawInputContents: [Buffer.from(Float32Array.of(1).buffer)],
    });
  });

  test('takes tensors as they come where the metadata list none, under the names given', async () => {
    const address = await serveAnswers({
      infer: (_, done) => done(null, { outputs: [output()], rawOutputContents: [pair] }),
    });
    const session = await open(address, { undescribed: { inputs: ['x'], outputs: ['y'] } });
    expect(session.described).toBeUndefined();
    expect((await session.run({ x }))['y']?.shape).toEqual([1, 2]);
  });
});

describe('a session is refused', () => {
  test.each([
    ['a model that is not there', { model: 'other' }, "expected model 'sums', found 'other'"],
    ['a version that is not there', { version: '9' }, /version '1.0.0'.*found '9'/],
  ])('for %s: NOT_FOUND', async (_, change, details) => {
    await expect(open(await serve(sums), change)).rejects.toMatchObject({
      name: 'MeshError',
      code: 'NOT_FOUND',
      details: typeof details === 'string' ? details : expect.stringMatching(details),
    });
  });

  test('for a model that is not ready: UNAVAILABLE', async () => {
    await expect(open(await serve({ ...sums, ready: () => false }))).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      details: "expected model 'sums' ready, found one that is not ready",
    });
  });

  test('for a server that is not there: UNAVAILABLE', async () => {
    await expect(open('127.0.0.1:1')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  test('for a server that takes the connection and says nothing: DEADLINE_EXCEEDED', async () => {
    const silent = closed(createServer().listen(0, '127.0.0.1'));
    await new Promise((resolve) => silent.once('listening', resolve));
    const { port } = silent.address() as AddressInfo;
    await expect(open(`127.0.0.1:${port}`, { startDeadlineMs: 50 })).rejects.toMatchObject({
      code: 'DEADLINE_EXCEEDED',
    });
  });
});

describe('a run fails', () => {
  test.each([
    [
      'a missing output',
      { outputs: [output({ name: 'label', datatype: 'INT64', shape: [1] })] },
      [new Uint8Array(8)],
      "expected output 'y', found label",
    ],
    [
      'an output that was not described',
      { outputs: [output({ name: 'z' })] },
      [pair],
      "expected outputs of (y, label), found 'z'",
    ],
    [
      'another datatype',
      { outputs: [output({ datatype: 'INT32' })] },
      [pair],
      "output 'y': expected FP32 [-1,2], found INT32 [1,2]",
    ],
    [
      'another shape',
      { outputs: [output({ shape: [2] })] },
      [pair],
      "output 'y': expected FP32 [-1,2], found FP32 [2]",
    ],
    [
      'a wrong byte count',
      { outputs: [output()] },
      [pair.subarray(1)],
      "output 'y': expected 8 bytes for FP32 [1,2], found 7",
    ],
  ])('with DATA_LOSS on %s', async (_, response, rawOutputContents, details) => {
    const session = await open(await answering({ ...response, rawOutputContents }));
    await expect(session.run({ x }, ['y'])).rejects.toMatchObject({ code: 'DATA_LOSS', details });
  });

  test.each([
    ['an unknown feed', { z: x }, ['y'], 'expected feeds for (x), found (z)'],
    ['an unknown fetch', { x }, ['w'], 'expected outputs of (y, label), found w'],
    ['another datatype', { x: image }, ['y'], /input 'x': expected FP32 .*, found UINT16/],
  ])('with INVALID_ARGUMENT on %s, before anything is sent', async (_, feeds, fetches, details) => {
    const session = await open(await serveAnswers({ metadata }));
    const run = session.run(feeds as unknown as Record<string, NamedArray>, fetches);
    await expect(run).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      details: typeof details === 'string' ? details : expect.stringMatching(details),
    });
  });

  test("with the server's status", async () => {
    const failure = { code: status.RESOURCE_EXHAUSTED, details: 'full' };
    const address = await serveAnswers({ metadata, infer: (_, done) => done(failure) });
    await expect((await open(address)).run({ x })).rejects.toEqual(
      new MeshError('RESOURCE_EXHAUSTED', 'full', address),
    );
  });

  test('when its deadline passes', async () => {
    const session = await open(await serveAnswers({ metadata, infer: () => undefined }), {
      deadlineMs: 50,
    });
    await expect(session.run({ x })).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
  });

  test("with the signal's reason when aborted, which cancels the call at the server", async () => {
    const abort = new AbortController();
    const { promise: cancelled, resolve } = Promise.withResolvers<void>();
    const waiting = {
      ...sums,
      infer: (_: unknown, { signal }: { signal: AbortSignal }) => {
        signal.addEventListener('abort', () => resolve(), { once: true });
        abort.abort(new RangeError('enough'));
        return new Promise<never>(() => undefined);
      },
    };
    const session = await open(await serve(waiting));
    await expect(session.run({ image }, ['sum'], abort)).rejects.toThrow('enough');
    await cancelled;
    await expect(session.run({ image }, ['sum'], abort)).rejects.toThrow('enough');
  });
});
