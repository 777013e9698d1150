// SPDX-License-Identifier: Apache-2.0
import { ModelInferRequest, type GRPCInferenceServiceClient } from '@asarg/contracts';
import { namedArrayOf, readTensors } from '@asarg/open-inference';
import { ServiceFailure } from '@asarg/service-kit';
import { status } from '@grpc/grpc-js';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { ask, clientOf, imageRequest, serve, stream, sums } from './protocol.js';

function infer(client: GRPCInferenceServiceClient, change: Partial<ModelInferRequest> = {}) {
  return ask(client.modelInfer.bind(client), imageRequest(change));
}

describe('the protocol for one model', () => {
  test('says that the server and the model are live and ready, and others are not', async () => {
    const client = clientOf(await serve(sums));
    const ready = (name: string, version = '') =>
      ask(client.modelReady.bind(client), { name, version });
    expect(await ask(client.serverLive.bind(client), {})).toEqual({ live: true });
    expect(await ask(client.serverReady.bind(client), {})).toEqual({ ready: true });
    expect(await ready('sums')).toEqual({ ready: true });
    expect(await ready('sums', '1.0.0')).toEqual({ ready: true });
    expect(await ready('sums', '2.0.0')).toEqual({ ready: false });
    expect(await ready('other')).toEqual({ ready: false });
  });

  test('tells its metadata', async () => {
    const client = clientOf(await serve(sums));
    const metadata = { name: 'sums', version: '' };
    expect(await ask(client.modelMetadata.bind(client), metadata)).toEqual({
      name: 'sums',
      versions: ['1.0.0'],
      platform: 'test',
      inputs: [{ name: 'image', datatype: 'UINT16', shape: [-1, -1] }],
      outputs: [
        { name: 'sum', datatype: 'INT32', shape: [1] },
        { name: 'negative', datatype: 'INT16', shape: [-1, -1] },
      ],
      properties: { colour: 'grey' },
    });
    await expect(
      ask(client.modelMetadata.bind(client), { name: 'sums', version: '3' }),
    ).rejects.toMatchObject({
      code: status.NOT_FOUND,
      details: "expected version '1.0.0' or none of model 'sums', found '3'",
    });
  });

  test('infers all outputs, or those asked for, in raw contents', async () => {
    const client = clientOf(await serve(sums));
    const all = await infer(client);
    expect(all).toMatchObject({ modelName: 'sums', modelVersion: '1.0.0', id: 'request-1' });
    const [sum, negative] = readTensors('output', all.outputs, all.rawOutputContents);
    expect([...namedArrayOf(sum!).data]).toEqual([615]);
    expect(negative).toMatchObject({ datatype: 'INT16', shape: [2, 3] });
    expect([...namedArrayOf(negative!).data]).toEqual([-1, -2, -3, -4, -5, -600]);
    const one = await infer(client, { outputs: [{ name: 'negative', parameters: {} }] });
    expect(one.outputs.map(({ name }) => name)).toEqual(['negative']);
  });

  test('takes typed contents and a leading dimension of 1', async () => {
    const client = clientOf(await serve(sums));
    const { inputs } = ModelInferRequest.fromPartial({
      inputs: [
        {
          name: 'image',
          datatype: 'UINT8',
          shape: [1, 1, 2],
          contents: { uintContents: [200, 100] },
        },
      ],
    });
    const { outputs, rawOutputContents } = await infer(client, { inputs, rawInputContents: [] });
    const [sum] = readTensors('output', outputs, rawOutputContents);
    expect([...namedArrayOf(sum!).data]).toEqual([300]);
  });

  const image = imageRequest().inputs[0]!;
  test.each([
    ['another model', { modelName: 'x' }, 'NOT_FOUND', "expected model 'sums', found 'x'"],
    ['another version', { modelVersion: '9' }, 'NOT_FOUND', /version '1.0.0'.*found '9'/],
    [
      'another datatype',
      { inputs: [{ ...image, datatype: 'FP16' }] },
      'INVALID_ARGUMENT',
      "input 'image': expected datatype UINT16 or UINT8, found FP16",
    ],
    [
      'BYTES',
      { inputs: [{ ...image, datatype: 'BYTES' }] },
      'UNIMPLEMENTED',
      /expected a datatype of .*found 'BYTES'/,
    ],
    [
      'too few bytes',
      { rawInputContents: [new Uint8Array(11)] },
      'INVALID_ARGUMENT',
      "input 'image': expected 12 bytes for UINT16 [2,3], found 11",
    ],
    [
      'a batch of two',
      { inputs: [{ ...image, shape: [2, 1, 3] }] },
      'INVALID_ARGUMENT',
      "input 'image': expected shape [-1,-1] or [1,-1,-1], found [2,1,3]",
    ],
    [
      'an unknown input',
      { inputs: [{ ...image, name: 'y' }] },
      'INVALID_ARGUMENT',
      "expected inputs (image), found 'y'",
    ],
    ['no input', { inputs: [], rawInputContents: [] }, 'INVALID_ARGUMENT', /found none/],
    [
      'an unknown output',
      { outputs: [{ name: 'z', parameters: {} }] },
      'INVALID_ARGUMENT',
      "expected outputs of (sum, negative), found 'z'",
    ],
    [
      'shared memory',
      {
        inputs: [
          {
            ...image,
            parameters: {
              shared_memory_region: { parameterChoice: { $case: 'stringParam', value: 'r' } },
            },
          },
        ],
      },
      'UNIMPLEMENTED',
      "shared memory is not supported here, found parameter 'shared_memory_region'",
    ],
  ] as const)('refuses %s', async (_, change, code, details) => {
    const client = clientOf(await serve(sums));
    await expect(infer(client, change as Partial<ModelInferRequest>)).rejects.toMatchObject({
      code: status[code],
      details: typeof details === 'string' ? details : expect.stringMatching(details),
    });
  });

  test('keeps the message of an unexpected error to itself', async () => {
    const internal: Error[] = [];
    const failing = { ...sums, infer: () => Promise.reject(new TypeError('secret')) };
    const client = clientOf(await serve(failing, internal));
    await expect(infer(client)).rejects.toMatchObject({
      code: status.INTERNAL,
      details: expect.not.stringContaining('secret'),
    });
    const { answers } = await stream(client, [imageRequest()]);
    expect(answers[0]!.errorMessage).not.toContain('secret');
    expect(internal.map(({ message }) => message)).toEqual(['secret', 'secret']);
  });
});

describe('a stream', () => {
  test('answers each request in order, and goes on after one that fails', async () => {
    const client = clientOf(await serve(sums));
    const { answers, error } = await stream(client, [
      imageRequest({ id: 'a' }),
      imageRequest({ id: 'b', modelName: 'x' }),
      imageRequest({ id: 'c' }),
    ]);
    expect(error).toBeUndefined();
    expect(answers.map(({ inferResponse }) => inferResponse?.id)).toEqual(['a', 'b', 'c']);
    expect(answers.map(({ errorMessage }) => errorMessage)).toEqual([
      '',
      "NOT_FOUND: expected model 'sums', found 'x'",
      '',
    ]);
    expect(answers[2]!.inferResponse).toMatchObject({
      parameters: {
        triton_final_response: { parameterChoice: { $case: 'boolParam', value: true } },
      },
      outputs: [{ name: 'sum' }, { name: 'negative' }],
    });
  });

  test('ends with the status of a failure if the caller wants it so', async () => {
    const client = clientOf(await serve(sums));
    const { answers, error } = await stream(
      client,
      [imageRequest(), imageRequest({ modelName: 'x' }), imageRequest()],
      { triton_grpc_error: 'true' },
    );
    expect(answers).toHaveLength(1);
    expect(error).toMatchObject({
      code: status.NOT_FOUND,
      details: "expected model 'sums', found 'x'",
    });
  });

  test('that is cancelled cancels the request in progress', async () => {
    const { promise: started, resolve: start } = Promise.withResolvers<AbortSignal>();
    const hanging = {
      ...sums,
      infer: (_call: unknown, { signal }: { signal: AbortSignal }) => {
        start(signal);
        return new Promise<never>((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        });
      },
    };
    const call = clientOf(await serve(hanging)).modelStreamInfer();
    call.on('error', () => undefined);
    call.write(imageRequest());
    const signal = await started;
    const aborted = once(signal, 'abort');
    call.cancel();
    await aborted;
    expect(signal.reason).toBeInstanceOf(ServiceFailure);
  });
});
