// SPDX-License-Identifier: Apache-2.0
import { conform, conformanceReport, type ConformanceReport } from '@asarg/conformance';
import type { Frame } from '@asarg/contracts';
import { readSpecialistBundle } from '@asarg/model-bundle';
import { tensorOfFloat32 } from '@asarg/tensor';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { readFrame, startFake, type Breakage } from './fake-specialist.js';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) {
    await close();
  }
});

async function reportOn(breakage: Breakage, caseMs = 10_000): Promise<ConformanceReport> {
  const fake = await startFake(breakage);
  try {
    return await conformanceReport(fake.address, { caseMs, slackMs: 150 });
  } finally {
    await fake.close();
  }
}

function failuresOf({ cases }: ConformanceReport): Record<string, string> {
  const failed = cases.filter(({ result }) => result === 'fail');
  return Object.fromEntries(failed.map(({ id, found }) => [id, found]));
}

test('a sound specialist passes every case that applies', async () => {
  const report = await reportOn({ modelMs: 30 });
  expect(failuresOf(report)).toEqual({});
  expect(report.passed).toBe(true);
  expect(report.model?.name).toBe('fake');
  const skipped = report.cases.filter(({ result }) => result === 'skipped').map(({ id }) => id);
  expect(skipped).toEqual([
    'start.serving',
    'bundle.files',
    'bundle.identity',
    'drain.finishes',
    'drain.refuses',
    'drain.exits',
  ]);
});

const digestOf = ({ pixels }: Frame) => createHash('sha256').update(pixels).digest('hex');
const latentOf = (values: number[]) => tensorOfFloat32('latent', [4], Float32Array.from(values));

/** Each fault, the one case that must fail for it, and what it must say. */
const broken: [string, Breakage, string, RegExp][] = [
  [
    'a wrong shape',
    {
      tensors: (tensors) =>
        tensors.map((one) => (one.name === 'latent' ? { ...one, shape: [2, 2] } : one)),
    },
    'encode.form',
    /output 'latent': expected float32 \[4\], found float32 \[2,2\]/,
  ],
  [
    'NaN',
    {
      tensors: (tensors) =>
        tensors.map((one) => (one.name === 'latent' ? latentOf([1, NaN, 2, 3]) : one)),
    },
    'encode.finite',
    /output 'latent': expected finite values, found 1 of 4 .* NaN at element 1/,
  ],
  [
    'a wrong number of classes',
    { describe: (told) => ({ ...told, classes: told.classes.slice(1) }) },
    'describe.consistent',
    /output 'masks': expected 1 classes first, found \[2,16,16\]/,
  ],
  [
    'an Encode that never ends',
    { neverEnds: true },
    'encode.completes',
    /DEADLINE_EXCEEDED after .* while health says SERVING/,
  ],
  [
    'a digest that is not the one described',
    { describe: (told) => ({ ...told, model: { ...told.model!, digest: 'b'.repeat(64) } }) },
    'encode.identity',
    /expected digest 'b{64}', found 'a{64}'/,
  ],
  [
    'tensors that mix under concurrency',
    { mixes: true, modelMs: 10 },
    'concurrency.results',
    /frame 0: output 'masks' is that of frame 7/,
  ],
  [
    'chunks that overlap',
    {
      messages: (messages) =>
        messages.map(({ part }) =>
          part?.$case === 'chunk' && part.value.offset === 32
            ? { part: { $case: 'chunk', value: { ...part.value, offset: 24 } } }
            : { part },
        ),
    },
    'stream.chunks',
    /tensor 'masks': expected a chunk at offset 32, found 24/,
  ],
  [
    'no timing',
    { messages: (messages) => messages.filter(({ part }) => part?.$case !== 'timing') },
    'stream.timing',
    /found info, header, chunks, .*, statistics$/,
  ],
  [
    'no statistics',
    { messages: (messages) => messages.filter(({ part }) => part?.$case !== 'statistics') },
    'stream.statistics',
    /expected 1, found/,
  ],
  [
    'statistics of one class only',
    {
      messages: (messages) =>
        messages.map(({ part }) =>
          part?.$case === 'statistics'
            ? { part: { $case: 'statistics', value: { classes: part.value.classes.slice(1) } } }
            : { part },
        ),
    },
    'encode.statistics',
    /expected statistics of 2 classes, found 1/,
  ],
  [
    'no look at the digest of a frame that has one',
    {
      read: (frame) =>
        readFrame(frame?.digest === '0'.repeat(64) ? { ...frame, digest: digestOf(frame) } : frame),
    },
    'frame.digest',
    /^OK$/,
  ],
  [
    'another result every time',
    {
      tensors: (tensors) =>
        tensors.map((one) =>
          one.name === 'latent' ? latentOf([Math.random(), -Math.random(), 0, 1]) : one,
        ),
    },
    'encode.deterministic',
    /output 'latent': expected equal bits or a cosine of at least 0\.9999, found cosine/,
  ],
  [
    'health that says SERVING where Encode fails',
    { fails: true },
    'encode.completes',
    /INTERNAL after .* while health says SERVING/,
  ],
];

test('a specialist with no regard for cancellation fails for that alone', async () => {
  const failures = failuresOf(await reportOn({ ignoresCancel: true, modelMs: 60 }));
  expect(failures).toEqual({
    'cancel.queued': expect.stringMatching(/^the call after took .*, expected at most/),
  });
});

// At once: their models only wait.
test.concurrent.each(broken)('a specialist with %s fails for that alone', async (...row) => {
  const [, breakage, id, found] = row;
  const failures = failuresOf(await reportOn(breakage, breakage.neverEnds ? 1500 : 10_000));
  expect(Object.keys(failures)).toEqual([id]);
  expect(failures[id]).toMatch(found);
});

test('a server that takes connections and says nothing is a failed case, and soon', async () => {
  const silent = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  closing.push(() => silent.close());
  const { port } = silent.address() as AddressInfo;
  const report = await conformanceReport(`127.0.0.1:${port}`, { caseMs: 200, totalMs: 1000 });
  expect(failuresOf(report)['describe.answers']).toMatch(/DEADLINE_EXCEEDED/);
  expect(report.passed).toBe(false);
  expect(report.durationMs).toBeLessThan(5000);
  expect(report.cases.at(-1)).toMatchObject({ result: 'skipped' });
});

test('the cases asked for run with what they need, and no others', async () => {
  const fake = await startFake();
  closing.push(() => fake.close());
  const { cases } = await conformanceReport(fake.address, { only: ['stream.wire-bytes'] });
  expect(cases.map(({ id }) => id)).toEqual([
    'describe.answers',
    'encode.completes',
    'stream.chunks',
    'stream.wire-bytes',
  ]);
  const unknown = conformanceReport(fake.address, { only: ['no.such'] });
  await expect(unknown).rejects.toThrow(/groups \(start, contract, .* found "no.such"/);
});

test('a server of another digest than its bundle fails for that, saying both', async () => {
  const bundle = fileURLToPath(new URL('../../../models/compact/lvm-med', import.meta.url));
  const { name, version, licence, model } = (await readSpecialistBundle(bundle)).manifest;
  const identity = { name, version, licence, digest: 'b'.repeat(64) };
  const fake = await startFake({ describe: (told) => ({ ...told, model: identity }) });
  closing.push(() => fake.close());
  const report = await conformanceReport(fake.address, { bundle, only: ['bundle'] });
  expect(failuresOf(report)).toEqual({
    'bundle.identity': `expected digest '${model.sha256}', found '${identity.digest}'`,
  });
});

test('an aborted run throws the reason and stops at once', async () => {
  const fake = await startFake({ neverEnds: true });
  closing.push(() => fake.close());
  const controller = new AbortController();
  const run = async () => {
    for await (const event of conform(fake.address, { signal: controller.signal })) {
      if (event.$case === 'started' && event.id === 'encode.completes') {
        setImmediate(() => controller.abort(new Error('enough')));
      }
    }
  };
  await expect(run()).rejects.toThrow('enough');
});
