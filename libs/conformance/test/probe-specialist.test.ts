// SPDX-License-Identifier: Apache-2.0
import { compareFingerprints, probeSpecialist, type ProbeResult } from '@asarg/conformance';
import { createSpecialistClient, type SpecialistClient } from '@asarg/mesh-client';
import { tensorOfFloat32, type Tensor } from '@asarg/tensor';
import { afterEach, expect, test } from 'vitest';
import { startFake, type Breakage } from './fake-specialist.js';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) {
    await close();
  }
});

async function clientOf(breakage: Breakage): Promise<SpecialistClient> {
  const fake = await startFake(breakage);
  closing.push(() => fake.close());
  const client = createSpecialistClient(fake.address);
  closing.push(() => client.close());
  return client;
}

async function probe(
  breakage: Breakage,
  options: Parameters<typeof probeSpecialist>[2] = {},
): Promise<ProbeResult> {
  const client = await clientOf(breakage);
  return probeSpecialist(client, await client.describe(), options);
}

const latent = (values: number[]) => (tensors: Tensor[]) =>
  tensors.map((one) =>
    one.name === 'latent' ? tensorOfFloat32('latent', [4], Float32Array.from(values)) : one,
  );

test('a sound specialist passes with two encodes and a fingerprint', async () => {
  let encodes = 0;
  const result = await probe(
    { messages: (messages) => (encodes++, messages) },
    { latencyBudgetMs: 10_000 },
  );
  expect(result.fault).toBe('');
  expect(result.passed).toBe(true);
  expect(result.checks.map(({ id, state }) => `${id} ${state}`)).toEqual([
    'encodes passed',
    'outputs passed',
    'form passed',
    'finite passed',
    'range passed',
    'identity passed',
    'statistics passed',
    'deterministic passed',
    'latency passed',
  ]);
  expect(encodes).toBe(2);
  expect(result.encodeMs).toHaveLength(2);
  expect(result.fingerprint.map(({ name }) => name)).toEqual(['masks', 'latent', 'views']);
  expect(JSON.parse(JSON.stringify(result))).toEqual(result);
});

const faults: [string, Breakage, RegExp][] = [
  ['an output missing', { tensors: (tensors) => tensors.slice(1) }, /^outputs: expected .*masks/],
  ['NaN', { tensors: latent([0, NaN, 1, 2]) }, /^finite: .* NaN at element 1/],
  [
    'another model than described',
    { describe: (told) => ({ ...told, model: { ...told.model!, version: '2.0.0' } }) },
    /^identity: expected version '2\.0\.0', found '1\.0\.0'$/,
  ],
  [
    'a stream that is none',
    { messages: (messages) => messages.slice(1) },
    /^encodes: expected the first encode to end well, found DATA_LOSS: expected info first/,
  ],
  ['a model that fails', { fails: true }, /^encodes: .* found INTERNAL/],
  [
    'no statistics',
    { messages: (messages) => messages.filter(({ part }) => part?.$case !== 'statistics') },
    /^statistics: expected statistics of 2 classes, found 0$/,
  ],
];

test.each(faults)('a specialist with %s does not pass, and nothing is thrown', async (...row) => {
  const [, breakage, fault] = row;
  const result = await probe(breakage);
  expect(result.fault).toMatch(fault);
  expect(result.passed).toBe(false);
});

test('small differences from run to run are noted, large ones are a fault', async () => {
  let run = 0;
  const close = await probe({ tensors: (all) => latent([1, 2, 3, 4 + 1e-4 * run++])(all) });
  const note = close.checks.find(({ id }) => id === 'deterministic');
  expect(note).toMatchObject({
    state: 'passed',
    details: expect.stringMatching(/bits differ; .* of 'latent'/),
  });
  const far = await probe({ tensors: (all) => latent([1, 2, 3, run++])(all) });
  expect(far.fault).toMatch(/^deterministic: output 'latent': .* found cosine 0\.9/);
});

test('a specialist that never ends is a failed check when the time is over', async () => {
  const result = await probe({ neverEnds: true }, { limitMs: 200 });
  expect(result.fault).toMatch(/^encodes: .*DEADLINE_EXCEEDED/);
  expect(result.totalMs).toBeLessThan(5000);
  expect(result.fingerprint).toEqual([]);
});

test('an aborted probe rejects with the reason', async () => {
  const client = await clientOf({ neverEnds: true });
  const description = await client.describe();
  const controller = new AbortController();
  const probing = probeSpecialist(client, description, { signal: controller.signal });
  await client.describe();
  controller.abort(new Error('enough'));
  await expect(probing).rejects.toThrow('enough');
});

test('fingerprints tell equal, close and different models apart', async () => {
  const one = (await probe({})).fingerprint;
  const same = (await probe({})).fingerprint;
  const near = (await probe({ tensors: latent([0.5, 0.6, 0.7, 0.8]) })).fingerprint;
  const nearer = (await probe({ tensors: latent([0.5, 0.6, 0.7, 0.801]) })).fingerprint;
  expect(compareFingerprints(one, same)).toEqual({ $case: 'equal' });
  expect(compareFingerprints(near, nearer)).toMatchObject({ $case: 'close' });
  expect(compareFingerprints(one, near)).toMatchObject({
    $case: 'different',
    reason: expect.stringMatching(/^output 'latent': expected a relative distance .* found/),
  });
  expect(compareFingerprints(one, one.slice(1))).toMatchObject({ $case: 'different' });
});
