// SPDX-License-Identifier: Apache-2.0
import type { Frame, SpecialistServiceClient } from '@asarg/contracts';
import { createOpenInferenceSession } from '@asarg/open-inference';
import { float32Of } from '@asarg/tensor';
import { status } from '@grpc/grpc-js';
import { expect, test } from 'vitest';
import { encode, frameOf, timingOf, type Received } from './calls.js';
import { startGathered } from './gathered-specialist.js';
import { closed } from './start-test-specialist.js';

const framesOf = (count: number): Frame[] =>
  Array.from({ length: count }, (_, seed) => frameOf(40, 24, seed));

/** Calls whose deadlines follow each other, so that they are taken in this order. */
const callsOf = (client: SpecialistServiceClient, frames: readonly Frame[]) =>
  frames.map((frame, at) => encode(client, { frame }, { deadlineMs: 60_000 + 1000 * at }));

const encodeAll = (client: SpecialistServiceClient, frames: readonly Frame[]) =>
  Promise.all(callsOf(client, frames));

/** What became of each: the code of its failure, or 'answered'. */
async function endsOf(calls: readonly Promise<Received>[]) {
  const results = await Promise.allSettled(calls);
  return results.map((one) => (one.status === 'rejected' ? one.reason.code : 'answered'));
}

const latentOf = ({ tensors }: Received): number[] =>
  [...float32Of(tensors.get('latent')!)].map((value) => Number(value.toFixed(4)));

const sizesOf = (answers: readonly Received[]): number[] =>
  answers.map((answer) => timingOf(answer).batchSize);

test('requests that wait run together, and each caller gets the answer of its own frame', async () => {
  const { client, ended, block, arrived, release, batches } = await startGathered();
  const blocking = await block();
  const frames = framesOf(7);
  const answers = encodeAll(client, frames);
  await arrived(8);
  await release();
  const together = await answers;
  await batches(3);
  expect(ended.map(({ members }) => members.length)).toEqual([1, 4, 3]);
  expect(sizesOf([await blocking.answer])).toEqual([1]);
  // Which call arrives first is not said.
  expect(sizesOf(together).toSorted()).toEqual([3, 3, 3, 4, 4, 4, 4]);

  const alone: Received[] = [];
  for (const frame of frames) alone.push(await encode(client, { frame }));
  expect(sizesOf(alone)).toEqual(frames.map(() => 1));
  expect(together.map(latentOf)).toEqual(alone.map(latentOf));
  expect(new Set(alone.map((one) => String(latentOf(one)))).size).toBe(frames.length);
});

test('callers that want different outputs share a run, and so do both protocols', async () => {
  const { specialist, client, block, arrived, release } = await startGathered();
  const session = closed(
    await createOpenInferenceSession({ address: specialist.address, model: 'test-projector' }),
  );
  await block();
  const data = new Uint16Array(frameOf().pixels.slice().buffer);
  const calls = Promise.all([
    encode(client, { outputs: ['latent'] }),
    encode(client, { outputs: ['negative'] }),
    session.run({ frame: { dtype: 'uint16', shape: [24, 40], data } }, ['latent']),
  ]);
  await arrived(4);
  await release();
  const [latent, negative, inferred] = await calls;
  expect(sizesOf([latent, negative])).toEqual([3, 3]);
  expect([...latent.tensors.keys(), ...negative.tensors.keys()]).toEqual(['latent', 'negative']);
  const values = [...float32Of(latent.tensors.get('latent')!)];
  expect([...float32Of(negative.tensors.get('negative')!)]).toEqual(values.map((value) => -value));
  expect([...(inferred['latent']!.data as Float32Array)]).toEqual(values);
  expect(Object.keys(inferred)).toEqual(['latent']);
});

test('a malformed frame of a batch fails alone', async () => {
  const { client, ended, block, arrived, release, batches } = await startGathered();
  await block();
  const [one, other] = framesOf(2);
  const bad = { ...frameOf(), digest: '0'.repeat(64) };
  const ends = endsOf(callsOf(client, [one!, bad, other!]));
  await arrived(4);
  await release();
  expect(await ends).toEqual(['answered', status.INVALID_ARGUMENT, 'answered']);
  await batches(2);
  expect(ended[1]).toMatchObject({ ran: 2, errors: [undefined, expect.any(Error), undefined] });
  expect(ended[1]!.members).toHaveLength(3);
  expect(ended[1]!.error).toBeUndefined();
});

test('a frame whose feeds are of another shape runs by itself, and fails by itself', async () => {
  const { client, ended, block, arrived, release, batches } = await startGathered();
  await block();
  const good = encodeAll(client, framesOf(2));
  // The latest deadline is the last of the batch.
  const last = { deadlineMs: 70_000 };
  const bad = endsOf([encode(client, { frame: frameOf(11, 24) }, last)]);
  await arrived(4);
  await release();
  expect(await bad).toEqual([status.INTERNAL]);
  expect(sizesOf(await good)).toEqual([2, 2]);
  await batches(2);
  const failure: unknown = expect.any(Error);
  expect(ended[1]).toMatchObject({
    ran: 3,
    errors: [undefined, undefined, failure],
    error: failure,
  });
});

test('the parts of a timing and the phases of a batch follow each other without gaps', async () => {
  const { client, ended, block, arrived, release, batches } = await startGathered();
  const sentMs = performance.now();
  const blocking = await block();
  const calls = encodeAll(client, framesOf(4));
  await arrived(5);
  await release();
  const answers = [await blocking.answer, ...(await calls)];
  const tookMs = performance.now() - sentMs;
  await batches(2);
  for (const { members, takenMs, preprocess, run, postprocess, endedMs } of ended) {
    const arrivedMs = members.map((member) => member.arrivedMs);
    expect(Math.min(...arrivedMs)).toBeGreaterThan(sentMs);
    expect(Math.max(...arrivedMs)).toBeLessThanOrEqual(takenMs);
    expect(preprocess!.startedMs).toBeCloseTo(takenMs, 3);
    expect(run!.startedMs).toBe(preprocess!.endedMs);
    expect(postprocess!.startedMs).toBe(run!.endedMs);
    expect(run!.startedMs).toBeGreaterThan(takenMs);
    expect(run!.endedMs).toBeGreaterThan(run!.startedMs);
    expect(postprocess!.endedMs).toBeGreaterThan(run!.endedMs);
    expect(postprocess!.endedMs).toBeLessThanOrEqual(endedMs);
  }
  for (const { queueMs, preprocessMs, runMs, postprocessMs } of answers.map(timingOf)) {
    expect(Math.min(queueMs, preprocessMs, runMs, postprocessMs)).toBeGreaterThanOrEqual(0);
    expect(queueMs + preprocessMs + runMs + postprocessMs).toBeLessThan(tookMs);
  }
  // What the members of a batch share is the same for all; answers are ready one after the other.
  const shared = answers.slice(1).map(timingOf);
  expect(new Set(shared.map(({ preprocessMs, runMs }) => `${preprocessMs} ${runMs}`)).size).toBe(1);
  expect(new Set(shared.map(({ postprocessMs }) => postprocessMs)).size).toBe(4);
  const [{ run, members }, { takenMs }] = ended as [(typeof ended)[0], (typeof ended)[0]];
  expect(takenMs).toBeGreaterThan(run!.endedMs);
  expect(timingOf(answers[0]!).runMs).toBeCloseTo(run!.endedMs - run!.startedMs, 3);
  expect(members).toHaveLength(1);
});

test('the run of a caller that has left goes on, and is told as wasted', async () => {
  const { client, ended, arrived, release, batches } = await startGathered();
  const controller = new AbortController();
  const frame = frameOf(7, 24);
  const leaving = endsOf([encode(client, { frame }, { signal: controller.signal })]);
  await arrived(1);
  controller.abort();
  expect(await leaving).toEqual([status.CANCELLED]);
  // The server knows when it takes the next call of the same connection.
  const next = encode(client);
  await arrived(2);
  await release();
  expect((await next).tensors.size).toBe(2);
  await batches(2);
  const [{ members, run, wastedMs }] = ended as [(typeof ended)[0]];
  expect(members[0]!.leftMs).toBeLessThan(run!.startedMs);
  expect(wastedMs).toBeCloseTo(run!.endedMs - run!.startedMs, 6);
  expect(wastedMs).toBeGreaterThan(0);
});

test('a thread that ends while it works fails all of its batch, and those that wait', async () => {
  const { specialist, client, ended, block, arrived, release, batches } = await startGathered({
    maxBatch: 2,
  });
  const blocking = await block();
  const frames = [13, 13, 13].map((width) => frameOf(width, 24));
  const ends = endsOf(callsOf(client, frames));
  await arrived(4);
  await release();
  expect(await ends).toEqual(frames.map(() => status.INTERNAL));
  expect((await blocking.answer).tensors.size).toBe(2);
  expect((await specialist.ended)?.message).toMatch(/exit code 7/);
  await batches(3);
  const death: unknown = expect.any(Error);
  expect(ended[1]).toMatchObject({ errors: [death, death], error: death, wastedMs: 0 });
  expect(ended[1]!.members).toHaveLength(2);
  expect(ended[1]!.run).toBeUndefined();
});

test('the bound of the queue counts who waits, whatever the size of batches', async () => {
  const { client, shed, block, arrived, release } = await startGathered({ queue: 2 });
  await block();
  const ends = endsOf(callsOf(client, framesOf(5)));
  await arrived(6);
  await release();
  const codes = await ends;
  expect(codes.filter((code) => code === 'answered')).toHaveLength(2);
  expect(codes.filter((code) => code === status.RESOURCE_EXHAUSTED)).toHaveLength(3);
  expect(shed()).toBe(3);
});

test('a specialist that is closed answers all that it has taken in', async () => {
  const { specialist, client, begun, block, arrived, release } = await startGathered();
  const blocking = await block();
  const answers = encodeAll(client, framesOf(6));
  await arrived(7);
  const closing = specialist.close();
  await release();
  expect((await answers).map(({ tensors }) => tensors.size)).toEqual([2, 2, 2, 2, 2, 2]);
  expect((await blocking.answer).tensors.size).toBe(2);
  await closing;
  expect(await specialist.ended).toBeUndefined();
  expect(begun.map(({ members }) => members.length)).toEqual([1, 4, 2]);
});
