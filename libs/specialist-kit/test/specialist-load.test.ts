// SPDX-License-Identifier: Apache-2.0
import type { EncodeTiming } from '@asarg/contracts';
import { float32Of } from '@asarg/tensor';
import { status } from '@grpc/grpc-js';
import { describe, expect, test } from 'vitest';
import { describeModel, encode, timingOf } from './calls.js';
import { folder, healthOf, start } from './started-specialist.js';
import { writeBundle } from './test-bundles.js';

const countingSteps = new URL('./fixtures/counting-steps.mjs', import.meta.url);

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
    // Nothing was timed before these, so that nothing is known of when there will be room.
    for (const { reason } of refusals) {
      expect(reason.metadata.get('grpc-retry-pushback-ms')).toEqual(['0']);
    }
    const [first, second] = served.map(
      ({ value }) => value.messages.at(-1)!.part!.value as EncodeTiming,
    );
    expect(first!.queueMs).toBeLessThan(first!.runMs);
    // The second waited for most of the first's run.
    expect(second!.queueMs).toBeGreaterThan(first!.runMs / 2);
    expect((await encode(client)).tensors.size).toBe(1);
  });

  test('refuses at once what it cannot answer in time, as soon as it knows what a run takes', async () => {
    const { client } = await start(await writeBundle(folder, 'slow'), {}, countingSteps);
    let runMs = Infinity;
    for (let k = 0; k < 3; k++) runMs = Math.min(runMs, timingOf(await encode(client)).runMs);
    // Twice as many as there is time for.
    const deadlineMs = runMs * 8;
    const calls = Array.from({ length: 16 }, () => encode(client, {}, { deadlineMs }));
    const ends = await Promise.allSettled(calls);
    const refusals = ends.flatMap((end) =>
      end.status === 'rejected' && end.reason.code === status.RESOURCE_EXHAUSTED ? end.reason : [],
    );
    expect(refusals.length).toBeGreaterThanOrEqual(4);
    for (const { details, metadata } of refusals) {
      expect(details).toMatch(/^expected an answer within \d+ ms, found \d+ requests ahead/);
      // Its deadline is the same later.
      expect(metadata.get('grpc-retry-pushback-ms')).toEqual(['-1']);
    }
    // Who was let in has an answer, or none in time where the machine got slower.
    const others = ends.flatMap((end) => (end.status === 'rejected' ? end.reason.code : []));
    expect(others.filter((code) => code !== status.RESOURCE_EXHAUSTED)).toEqual(
      Array.from({ length: others.length - refusals.length }, () => status.DEADLINE_EXCEEDED),
    );
    // The blank frame at start, the first three, those let in, and this one: none refused was run.
    const { tensors } = await encode(client);
    const runs = float32Of(tensors.get('latent')!)[0]!;
    expect(runs).toBeLessThanOrEqual(5 + ends.length - refusals.length);
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
