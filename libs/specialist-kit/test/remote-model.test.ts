// SPDX-License-Identifier: Apache-2.0
import { SpecialistServiceClient } from '@asarg/contracts';
import { applyPixelProfile, frameFromMessage } from '@asarg/imaging';
import {
  namedArrayOf,
  openInferenceProtoFile,
  openInferenceService,
  rawTensorOf,
  type OpenInferenceModel,
} from '@asarg/open-inference';
import { createLogger, ServiceFailure, startGrpcServer } from '@asarg/service-kit';
import { float32Of } from '@asarg/tensor';
import { credentials, status } from '@grpc/grpc-js';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeModel, encode, frameOf } from './calls.js';
import { closed, startTestSpecialist } from './start-test-specialist.js';

const side = 16;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remote-model-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Gives where each of three equal channels is bright, and where it is dark, as probabilities. */
const brightness: OpenInferenceModel = {
  name: 'brightness',
  version: '3',
  platform: 'test',
  inputs: [{ name: 'pixels', datatypes: ['FP32'], shape: [1, side, side, 3] }],
  outputs: [{ name: 'probabilities', datatypes: ['FP32'], shape: [2, side, side] }],
  properties: {},
  server: { name: 'tests', version: '0' },
  ready: () => true,
  async infer({ inputs }) {
    const { data } = namedArrayOf(inputs.get('pixels')!);
    const bright = Float32Array.from({ length: side * side }, (_, at) => Number(data[at * 3]! > 0));
    const both = Float32Array.from([...bright, ...bright.map((value) => 1 - value)]);
    const array = { dtype: 'float32', shape: [2, side, side], data: both } as const;
    return [rawTensorOf('probabilities', array)];
  },
};

async function serve(model: OpenInferenceModel, listen = '127.0.0.1:0') {
  const server = await startGrpcServer({
    listen,
    services: [openInferenceService(model)],
    protoFiles: [openInferenceProtoFile],
    healthNames: [''],
    logger: createLogger('test', 'silent'),
  });
  return closed({ address: server.address, close: () => server.drain(0) });
}

async function writeRemoteBundle(address: string, change: object = {}): Promise<string> {
  const bundle = join(folder, crypto.randomUUID());
  await mkdir(bundle);
  const manifest = {
    schema: 'asarg.specialist-bundle/1',
    name: 'test-bridge',
    version: '1.0.0',
    licence: 'Apache-2.0',
    description: 'A model of another server.',
    feature: 'SEGMENTATION',
    pixelProfile: { id: 'rank-squash@1', width: side, height: side },
    outputs: [
      {
        name: 'probabilities',
        feature: 'SEGMENTATION',
        dtype: 'float32',
        shape: [2, side, side],
        meaning: 'Bright, dark.',
      },
    ],
    catalogue: [
      { id: 1, name: 'bright', provenance: 'synthetic' },
      { id: 2, name: 'dark', provenance: 'synthetic' },
    ],
    remote: {
      protocol: 'open-inference',
      address,
      model: 'brightness',
      input: { name: 'pixels', datatype: 'FP32', layout: 'NHWC', channels: 3 },
      ...change,
    },
  };
  await writeFile(join(bundle, 'manifest.json'), JSON.stringify(manifest));
  return bundle;
}

async function bridge(bundle: string): Promise<SpecialistServiceClient> {
  const { address } = await startTestSpecialist(bundle);
  return closed(new SpecialistServiceClient(address, credentials.createInsecure()));
}

test('a manifest alone makes a specialist of a remote model', async () => {
  const { address } = await serve(brightness);
  const bundle = await writeRemoteBundle(address, { version: '3' });
  const client = await bridge(bundle);
  const { tensors } = await encode(client);
  const { data } = applyPixelProfile('rank-squash@1', frameFromMessage(frameOf()), side, side);
  const bright = [...data].map((value) => Number(value > 0));
  expect([...float32Of(tensors.get('probabilities')!)]).toEqual([
    ...bright,
    ...bright.map((value) => 1 - value),
  ]);
  expect(tensors.get('probabilities')!.affine).toMatchObject({ xx: 2.5, yy: 1.5 });
  const digest = createHash('sha256')
    .update(await readFile(join(bundle, 'manifest.json')))
    .digest('hex');
  expect((await describeModel(client)).model).toMatchObject({ name: 'test-bridge', digest });
});

test('the digest of the manifest is the one that Describe tells', async () => {
  const { address } = await serve(brightness);
  const digest = 'ab'.repeat(32);
  const client = await bridge(await writeRemoteBundle(address, { digest }));
  expect((await describeModel(client)).model?.digest).toBe(digest);
});

test('a remote model that goes away is UNAVAILABLE, and is used again when it is back', async () => {
  const first = await serve(brightness);
  const client = await bridge(await writeRemoteBundle(first.address));
  await first.close();
  await expect(encode(client)).rejects.toMatchObject({
    code: status.UNAVAILABLE,
    details: 'the remote model behind this specialist failed with UNAVAILABLE',
  });
  await serve(brightness, first.address);
  await expect
    .poll(() => encode(client).then(({ tensors }) => tensors.size, String), { timeout: 20_000 })
    .toBe(1);
});

test("a failure's words stay inside, and a slow remote model ends with the deadline", async () => {
  let answer: (signal: AbortSignal) => Promise<never>;
  let calls = 0;
  const model: OpenInferenceModel = {
    ...brightness,
    infer: (call, context) =>
      calls++ === 0 ? brightness.infer(call, context) : answer(context.signal),
  };
  const { address } = await serve(model);
  const client = await bridge(await writeRemoteBundle(address));
  answer = () => Promise.reject(new ServiceFailure('FAILED_PRECONDITION', 'secret'));
  await expect(encode(client)).rejects.toMatchObject({
    code: status.INTERNAL,
    details: expect.not.stringContaining('secret'),
  });
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  answer = (signal) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
    return new Promise(() => undefined);
  };
  await expect(encode(client, {}, { deadlineMs: 300 })).rejects.toMatchObject({
    code: status.DEADLINE_EXCEEDED,
  });
  await ended;
});

test.each([
  ['no such model', { model: 'nothing' }, /NOT_FOUND: .*'nothing'/],
  [
    'another layout',
    { input: { name: 'pixels', datatype: 'FP32', layout: 'NCHW', channels: 3 } },
    /expected input 'pixels' of model 'brightness' to be FP32 of layout NCHW, found FP32 \[1,16,16,3\]/,
  ],
  [
    'another datatype',
    { input: { name: 'pixels', datatype: 'UINT8', layout: 'NHWC', channels: 3 } },
    /UINT8 of layout NHWC, found FP32/,
  ],
  [
    'another input',
    { input: { name: 'x', datatype: 'FP32', layout: 'NHWC', channels: 3 } },
    /expected the manifest's x, found inputs pixels/,
  ],
])('a bridge to %s does not start', async (_, change, message) => {
  const { address } = await serve(brightness);
  await expect(startTestSpecialist(await writeRemoteBundle(address, change))).rejects.toThrow(
    message,
  );
});
