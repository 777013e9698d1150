// SPDX-License-Identifier: Apache-2.0
import {
  DataType,
  FeatureKind,
  Provenance,
  SpecialistServiceClient,
  type EncodeTiming,
  type Frame,
} from '@asarg/contracts';
import { credentials, makeGenericClientConstructor, status, type Client } from '@grpc/grpc-js';
import { applyPixelProfile, frameFromMessage } from '@asarg/imaging';
import { createLogger } from '@asarg/service-kit';
import {
  readSpecialistConfig,
  startSpecialist,
  type RunningSpecialist,
  type SpecialistConfig,
} from '@asarg/specialist-kit';
import { float32Of, masksOf, packMask } from '@asarg/tensor';
import { service as healthService } from 'grpc-health-check';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { describeModel, encode, frameOf, partsOf } from './calls.js';
import { side, writeBundle } from './test-bundles.js';

const countingSteps = new URL('./fixtures/counting-steps.mjs', import.meta.url);
let folder: string;
const closing: (() => unknown)[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'specialist-'));
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) {
    await close();
  }
});

interface Started {
  readonly specialist: RunningSpecialist;
  readonly client: SpecialistServiceClient;
}

async function start(
  bundle: string,
  change: Partial<SpecialistConfig> = {},
  steps?: URL,
): Promise<Started> {
  const defaults = readSpecialistConfig('test', '127.0.0.1:0', { ASARG_BUNDLE: bundle });
  const logger = createLogger('test', 'silent');
  const config = { ...defaults, ...change };
  const specialist = await startSpecialist({
    service: 'test',
    config,
    logger,
    ...(steps && { steps }),
  });
  closing.push(() => specialist.close());
  const client = new SpecialistServiceClient(specialist.address, credentials.createInsecure());
  closing.push(() => client.close());
  return { specialist, client };
}

type Check = (
  request: object,
  done: (error: Error | null, response: { status: string }) => void,
) => void;

function healthOf({ address }: RunningSpecialist): () => Promise<string> {
  const Health = makeGenericClientConstructor(healthService as never, 'grpc.health.v1.Health');
  const client = new Health(address, credentials.createInsecure()) as unknown as Client & {
    check: Check;
  };
  closing.push(() => client.close());
  return () =>
    new Promise((resolve, reject) => {
      const request = { service: 'asarg.specialist.v1.SpecialistService' };
      client.check(request, (error, response) =>
        error ? reject(error) : resolve(response.status),
      );
    });
}

describe('a specialist', () => {
  test('describes its model, with masks as bits', async () => {
    const { client } = await start(await writeBundle(folder, 'segmenter'));
    expect(await describeModel(client)).toMatchObject({
      model: {
        name: 'test-segmenter',
        version: '1.2.3',
        digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
      kind: FeatureKind.SEGMENTATION,
      outputs: [
        { name: 'masks', dataType: DataType.BIT, shape: [2, side, side] },
        { name: 'pooled', dataType: DataType.FLOAT32, shape: [2, 4, 4] },
        { name: 'mean_probability', shape: [2] },
      ],
      classes: [
        { id: 121, provenance: Provenance.MEASURED, codes: [{ scheme: 'SCT', value: '80891009' }] },
        { id: 135, provenance: Provenance.SYNTHETIC, codes: [] },
      ],
      input: { pixelProfile: 'rank-squash@1', width: side, height: side },
      expectedP95Ms: 12,
      executionProvider: 'cpu',
    });
  });

  test('says which views it tells and which it takes', async () => {
    const outputs = [
      { name: 'latent', feature: 'VIEW_SCORES', dtype: 'float32', shape: [1], meaning: 'Views.' },
    ];
    const change = { feature: 'VIEW_SCORES', outputs, views: ['frontal'], takesViews: ['lateral'] };
    const { client } = await start(await writeBundle(folder, 'slow', change));
    expect(await describeModel(client)).toMatchObject({
      kind: FeatureKind.VIEW_SCORES,
      outputs: [{ name: 'latent', kind: FeatureKind.VIEW_SCORES, shape: [1] }],
      views: ['frontal'],
      input: { views: ['lateral'] },
    });
  });

  test('encodes a frame: profile, network, packed masks, affines', async () => {
    const { client } = await start(await writeBundle(folder, 'segmenter'));
    const received = await encode(client);
    expect(partsOf(received)).toEqual([
      'info',
      ...Array.from({ length: 3 }, () => ['header', 'chunk']).flat(),
      'timing',
    ]);

    const { data } = applyPixelProfile('rank-squash@1', frameFromMessage(frameOf()), side, side);
    const masks = masksOf(received.tensors.get('masks')!);
    expect(masks[0]).toEqual(
      packMask(
        data.map((value) => Number(value > 0)),
        side,
        side,
      ),
    );
    expect(masks[1]).toEqual(
      packMask(
        data.map((value) => Number(value < 0)),
        side,
        side,
      ),
    );
    expect(received.tensors.get('masks')!.affine).toEqual({
      xx: 2.5,
      xy: 0,
      x0: 0,
      yx: 0,
      yy: 1.5,
      y0: 0,
    });
    expect(received.tensors.get('pooled')!.affine).toMatchObject({ xx: 10, yy: 6 });
    expect(received.tensors.get('mean_probability')!.affine).toBeUndefined();
    const mean = data.reduce((sum, value) => sum + 1 / (1 + Math.exp(-value)), 0) / data.length;
    expect(float32Of(received.tensors.get('mean_probability')!)[0]).toBeCloseTo(mean, 5);
  });

  test('sends only the outputs asked for', async () => {
    const { client } = await start(await writeBundle(folder, 'segmenter'));
    const { tensors } = await encode(client, { outputs: ['pooled'] });
    expect([...tensors.keys()]).toEqual(['pooled']);
  });

  test('gives the same answer to the same frame, also when many ask at once', async () => {
    const { client } = await start(await writeBundle(folder, 'segmenter'));
    const answers = await Promise.all(Array.from({ length: 20 }, () => encode(client)));
    for (const { tensors } of answers) {
      expect(tensors).toEqual(answers[0]!.tensors);
    }
  });

  const refused: [string, RegExp, Partial<Frame>][] = [
    ['no pixels', /frame with pixels, found none/, { pixels: new Uint8Array() }],
    ['a wrong digest', /expected frame digest .* found [0-9a-f]{64}/, { digest: '0'.repeat(64) }],
    [
      'too few pixels',
      /expected 1920 bytes of frame pixels, found 10/,
      { pixels: new Uint8Array(10) },
    ],
    ['a side above 1440', /found 1441 x 24/, { width: 1441 }],
    ['float pixels', /UINT8 \(3\) or UINT16 \(4\), found 1/, { dataType: DataType.FLOAT32 }],
    ['a broken Zstandard frame', /expected one Zstandard frame/, { encoding: 2 }],
  ];
  test.each(refused)('refuses %s and answers the next call', async (_, message, change) => {
    const { client } = await start(await writeBundle(folder, 'segmenter'));
    const failing = encode(client, { frame: { ...frameOf(), ...change } });
    await expect(failing).rejects.toMatchObject({
      code: status.INVALID_ARGUMENT,
      details: expect.stringMatching(message),
    });
    expect((await encode(client)).tensors.size).toBe(3);
  });

  test('refuses unknown outputs, listing those it has', async () => {
    const { client } = await start(await writeBundle(folder, 'segmenter'));
    await expect(encode(client, { outputs: ['latent'] })).rejects.toMatchObject({
      code: status.INVALID_ARGUMENT,
      details: "expected outputs of (masks, pooled, mean_probability), found 'latent'",
    });
  });
});

describe('under load, a specialist', () => {
  test('answers health while the network runs', async () => {
    const { specialist, client } = await start(await writeBundle(folder, 'slow'));
    const check = healthOf(specialist);
    const state = { running: true };
    const encoding = encode(client).finally(() => {
      state.running = false;
    });
    let answers = 0;
    for (; state.running; answers++) {
      expect(await check()).toBe('SERVING');
    }
    await encoding;
    // A run on the main thread would let at most the first and the last check through.
    expect(answers).toBeGreaterThan(10);
  });

  test('says RESOURCE_EXHAUSTED when its queue is full, and says how long others waited', async () => {
    const { client } = await start(await writeBundle(folder, 'slow'), { queue: 1 });
    const results = await Promise.allSettled(Array.from({ length: 4 }, () => encode(client)));
    const served = results.filter((result) => result.status === 'fulfilled');
    const refusals = results.filter((result) => result.status === 'rejected');
    expect(refusals.map(({ reason }) => reason.code)).toEqual([
      status.RESOURCE_EXHAUSTED,
      status.RESOURCE_EXHAUSTED,
    ]);
    expect(served).toHaveLength(2);
    const [first, second] = served.map(
      ({ value }) => value.messages.at(-1)!.part!.value as EncodeTiming,
    );
    expect(first!.queueMs).toBeLessThan(first!.runMs);
    // The second waited for most of the first's run.
    expect(second!.queueMs).toBeGreaterThan(first!.runMs / 2);
    expect((await encode(client)).tensors.size).toBe(1);
  });

  test('never runs calls that were cancelled or expired while they waited', async () => {
    const { client } = await start(await writeBundle(folder, 'slow'), {}, countingSteps);
    const controller = new AbortController();
    const first = encode(client);
    const expired = encode(client, {}, { deadlineMs: 40 });
    const cancelled = encode(client, {}, { signal: controller.signal });
    const ends = Promise.allSettled([expired, cancelled]);
    await describeModel(client);
    controller.abort();
    await first;
    expect((await ends).map((end) => end.status === 'rejected' && end.reason.code)).toEqual([
      status.DEADLINE_EXCEEDED,
      status.CANCELLED,
    ]);
    // The blank frame at start, the first call, and this one.
    const { tensors } = await encode(client);
    expect(float32Of(tensors.get('latent')!)[0]).toBe(3);
  });

  test('finishes what is in flight when it is closed and turns new calls away', async () => {
    const { specialist, client } = await start(await writeBundle(folder, 'slow'));
    const check = healthOf(specialist);
    const encoding = encode(client);
    await describeModel(client);
    const closed = specialist.close();
    await expect(encode(client)).rejects.toMatchObject({ code: status.UNAVAILABLE });
    expect(await check()).toBe('NOT_SERVING');
    expect((await encoding).tensors.size).toBe(1);
    await closed;
    expect(await specialist.ended).toBeUndefined();
  });
});

describe('a specialist does not start', () => {
  test('with a model that is not the one of the manifest', async () => {
    const bundle = await writeBundle(folder, 'segmenter');
    await writeFile(join(bundle, 'model.onnx'), 'other');
    await expect(start(bundle)).rejects.toThrow(
      /model\.onnx: expected sha256 \w{64}, found sha256 \w{64}/,
    );
  });

  test('with a pixel profile that nobody knows', async () => {
    const pixelProfile = { id: 'magic@9', width: side, height: side };
    const bundle = await writeBundle(folder, 'segmenter', { pixelProfile });
    await expect(start(bundle)).rejects.toThrow(/rank-squash@1.*found magic@9/);
  });

  test('with a graph that lacks an output of the manifest, or has it in another shape', async () => {
    const output = (name: string, shape: number[]) => ({
      outputs: [{ name, feature: 'LATENT_VECTOR', dtype: 'float32', shape, meaning: '' }],
    });
    const lacking = await writeBundle(folder, 'slow', output('features', [1]));
    await expect(start(lacking)).rejects.toThrow(
      /expected the manifest's features, found inputs image and outputs latent/,
    );
    const other = await writeBundle(folder, 'slow', output('latent', [2]));
    await expect(start(other)).rejects.toThrow(
      /output 'latent' .*: expected float32 \[1,2\], found float32 \[1,1\]/,
    );
  });

  test('on an execution provider that is not there', async () => {
    const config = { executionProvider: 'tpu' as 'cpu' };
    const bundle = await writeBundle(folder, 'segmenter');
    await expect(start(bundle, config)).rejects.toMatchObject({ name: 'RuntimeUnavailableError' });
  });
});
