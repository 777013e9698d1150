// SPDX-License-Identifier: Apache-2.0
import {
  DataType,
  GRPCInferenceServiceClient,
  ModelInferRequest,
  SpecialistServiceClient,
  type ModelInferResponse,
  type ModelMetadataResponse,
} from '@asarg/contracts';
import { createHealthClient } from '@asarg/mesh-client';
import { createOpenInferenceSession } from '@asarg/open-inference';
import { credentials, status, type ServiceError } from '@grpc/grpc-js';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encode, frameOf } from './calls.js';
import { closed, startTestSpecialist } from './start-test-specialist.js';
import { side, writeBundle } from './test-bundles.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'open-inference-'));
});
afterAll(() => rm(folder, { recursive: true }));

interface InferOptions {
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
}

function clientOf(address: string) {
  const client = closed(new GRPCInferenceServiceClient(address, credentials.createInsecure()));
  return {
    metadata: (name: string): Promise<ModelMetadataResponse> =>
      new Promise((resolve, reject) => {
        client.modelMetadata({ name, version: '' }, (error, answer) =>
          error ? reject(error) : resolve(answer),
        );
      }),
    infer: (
      change: object = {},
      { deadlineMs = 60_000, signal }: InferOptions = {},
    ): Promise<ModelInferResponse> => {
      const { height, width, pixels } = frameOf();
      const request = ModelInferRequest.fromPartial({
        modelName: 'test-segmenter',
        inputs: [{ name: 'frame', datatype: 'UINT16', shape: [height, width] }],
        rawInputContents: [pixels],
        ...change,
      });
      return new Promise((resolve, reject) => {
        const call = client.makeUnaryRequest(
          GRPCInferenceServiceClient.service.modelInfer.path,
          (message: ModelInferRequest) => Buffer.from(ModelInferRequest.encode(message).finish()),
          GRPCInferenceServiceClient.service.modelInfer.responseDeserialize,
          request,
          { deadline: Date.now() + deadlineMs },
          (error: ServiceError | null, answer?: ModelInferResponse) =>
            error ? reject(error) : resolve(answer!),
        );
        signal?.addEventListener('abort', () => call.cancel(), { once: true });
      });
    },
  };
}

test('a specialist tells its model, its masks as bytes of 8 columns', async () => {
  const { address } = await startTestSpecialist(await writeBundle(folder, 'segmenter'));
  const metadata = await clientOf(address).metadata('test-segmenter');
  expect(metadata).toMatchObject({
    name: 'test-segmenter',
    versions: ['1.2.3'],
    platform: 'asarg_specialist',
    inputs: [{ name: 'frame', datatype: 'UINT16', shape: [-1, -1] }],
    outputs: [
      { name: 'masks', datatype: 'UINT8', shape: [2, side, side / 8] },
      { name: 'pooled', datatype: 'FP32', shape: [2, 4, 4] },
      { name: 'mean_probability', datatype: 'FP32', shape: [2] },
    ],
    properties: {
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      licence: 'Apache-2.0',
      pixel_profile: 'rank-squash@1 16x16',
      'input.frame': expect.stringContaining('MONOCHROME2'),
      'output.masks': expect.stringContaining('least significant bit first'),
      'output.pooled': 'Pooled.',
    },
  });
  expect(JSON.parse(metadata.properties['classes']!)).toEqual([
    {
      id: 121,
      name: 'heart',
      superclass: 'heart region',
      provenance: 'measured',
      codes: { snomed: '80891009' },
    },
    expect.objectContaining({ id: 135, provenance: 'synthetic' }),
  ]);
});

test('ModelInfer gives the bytes that Encode gives, with the affine beside them', async () => {
  const { address } = await startTestSpecialist(await writeBundle(folder, 'segmenter'));
  const client = closed(new SpecialistServiceClient(address, credentials.createInsecure()));
  const { tensors } = await encode(client);
  const { outputs, rawOutputContents, modelVersion } = await clientOf(address).infer();
  expect(modelVersion).toBe('1.2.3');
  expect(outputs.map(({ name }) => name)).toEqual([...tensors.keys()]);
  expect(rawOutputContents.map((bytes) => [...bytes])).toEqual(
    [...tensors.values()].map(({ data }) => [...data]),
  );
  expect(outputs[0]!.parameters['affine_xx']).toEqual({
    parameterChoice: { $case: 'doubleParam', value: tensors.get('masks')!.affine!.xx },
  });
});

test('ModelInfer takes bytes, a leading dimension of 1, and gives only what is asked for', async () => {
  const { address } = await startTestSpecialist(await writeBundle(folder, 'segmenter'));
  const pixels = Uint8Array.from({ length: 6 }, (_, at) => at * 40);
  const { outputs } = await clientOf(address).infer({
    inputs: [{ name: 'frame', datatype: 'UINT8', shape: [1, 2, 3] }],
    rawInputContents: [pixels],
    outputs: [{ name: 'mean_probability' }],
  });
  expect(outputs).toMatchObject([{ name: 'mean_probability', datatype: 'FP32', shape: [2] }]);
  const frame = {
    ...frameOf(),
    width: 3,
    height: 2,
    dataType: DataType.UINT8,
    pixels,
    digest: '',
  };
  const client = closed(new SpecialistServiceClient(address, credentials.createInsecure()));
  // Encode, unlike ModelInfer, has a digest to check.
  await expect(encode(client, { frame })).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
});

test('a frame that is too large or empty is refused with INVALID_ARGUMENT', async () => {
  const { address } = await startTestSpecialist(await writeBundle(folder, 'segmenter'));
  for (const shape of [
    [1, 1441],
    [0, 5],
  ]) {
    const bytes = new Uint8Array(shape[0]! * shape[1]!);
    const change = {
      inputs: [{ name: 'frame', datatype: 'UINT8', shape }],
      rawInputContents: [bytes],
    };
    await expect(clientOf(address).infer(change)).rejects.toMatchObject({
      code: status.INVALID_ARGUMENT,
      details: `input 'frame': expected 1 to 1440 rows and columns, found [${shape}]`,
    });
  }
});

test('both protocols wait in one queue; what does not fit is UNAVAILABLE to ModelInfer', async () => {
  const { address } = await startTestSpecialist(await writeBundle(folder, 'slow'), { queue: 1 });
  const client = closed(new SpecialistServiceClient(address, credentials.createInsecure()));
  const { infer } = clientOf(address);
  const results = await Promise.allSettled([
    encode(client),
    infer({ modelName: 'test-slow' }),
    encode(client),
    infer({ modelName: 'test-slow' }),
  ]);
  const refused = results.filter((result) => result.status === 'rejected');
  expect(results.filter(({ status: end }) => end === 'fulfilled')).toHaveLength(2);
  expect(refused).toHaveLength(2);
  const codes = results.map((result) => result.status === 'rejected' && result.reason.code);
  expect([false, status.RESOURCE_EXHAUSTED]).toContain(codes[0]);
  expect([false, status.UNAVAILABLE]).toContain(codes[1]);
  expect([false, status.RESOURCE_EXHAUSTED]).toContain(codes[2]);
  expect([false, status.UNAVAILABLE]).toContain(codes[3]);
});

test('a ModelInfer that expires or is cancelled ends at once', async () => {
  const { address } = await startTestSpecialist(await writeBundle(folder, 'slow'));
  const { infer } = clientOf(address);
  const running = infer({ modelName: 'test-slow' });
  const expired = infer({ modelName: 'test-slow' }, { deadlineMs: 20 });
  const abort = new AbortController();
  const cancelled = infer({ modelName: 'test-slow' }, abort);
  abort.abort();
  const ends = await Promise.allSettled([expired, cancelled]);
  expect(ends.map((end) => end.status === 'rejected' && end.reason.code)).toEqual([
    status.DEADLINE_EXCEEDED,
    status.CANCELLED,
  ]);
  expect((await running).outputs).toHaveLength(1);
});

test('health knows the protocol, and a session runs on a specialist', async () => {
  const { address } = await startTestSpecialist(await writeBundle(folder, 'segmenter'));
  const health = closed(createHealthClient(address));
  expect(await health.check('inference.GRPCInferenceService')).toBe('SERVING');
  const session = closed(
    await createOpenInferenceSession({ address, model: 'test-segmenter', version: '1.2.3' }),
  );
  const data = Uint16Array.of(0, 80, 160, 240);
  const frame = { dtype: 'uint16', shape: [2, 2], data } as const;
  const { masks } = await session.run({ frame }, ['masks']);
  expect(masks).toMatchObject({ dtype: 'uint8', shape: [2, side, side / 8] });
});
