// SPDX-License-Identifier: Apache-2.0
import type { EncodeResponse } from '@asarg/contracts';
import { encodeTensor, float32Of, tensorOfFloat32 } from '@asarg/tensor';
import { describe, expect, test } from 'vitest';
import { collectEncoding } from './collect-encoding.js';
import { toMeshError } from './mesh-error.js';

type Part = NonNullable<EncodeResponse['part']>;

const info: Part = {
  $case: 'info',
  value: {
    model: { name: 'm', version: '1.0.0', digest: 'd', licence: 'Apache-2.0' },
    pixelProfile: 'rank-squash@1',
  },
};
const timing: Part = {
  $case: 'timing',
  value: { queueMs: 0, preprocessMs: 0, runMs: 0, postprocessMs: 0, batchSize: 1 },
};
const tensor: Part[] = [
  ...encodeTensor(tensorOfFloat32('a', [3], Float32Array.of(1, 2, 3)), { chunkBytes: 5 }),
];

async function* stream(parts: readonly Part[]): AsyncGenerator<EncodeResponse> {
  for (const part of parts) {
    yield { part };
  }
}

describe('collecting an encoding', () => {
  test('puts tensors, identity and timing together', async () => {
    const encoding = await collectEncoding(stream([info, ...tensor, timing]), 'host:1');

    expect([...float32Of(encoding.tensors.get('a')!)]).toEqual([1, 2, 3]);
    expect(encoding.model.name).toBe('m');
    expect(encoding.transferMs).toBeLessThanOrEqual(encoding.totalMs);
  });

  test.each([
    ['no info', [...tensor, timing], /expected info first, found header/],
    ['two infos', [info, info, timing], /expected one info/],
    ['no timing', [info, ...tensor], /expected timing, found the end/],
    ['parts after timing', [info, timing, ...tensor], /expected timing last, found header/],
    ['a torn tensor', [info, ...tensor.slice(0, 2), timing], /more bytes of 'a'/],
    ['a lost chunk', [info, tensor[0]!, tensor[2]!, timing], /at offset 0, found 5/],
  ])('refuses a stream with %s', async (_, parts, message) => {
    const failure = await collectEncoding(stream(parts), 'host:1').catch((error: unknown) => error);

    expect(toMeshError(failure, 'host:1').code).toBe('DATA_LOSS');
    expect(toMeshError(failure, 'host:1').message).toMatch(message);
  });
});
