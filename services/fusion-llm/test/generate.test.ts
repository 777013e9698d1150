// SPDX-License-Identifier: Apache-2.0
import {
  ContributionState,
  DataType,
  Encoding,
  ReportStatus,
  SpecialistState,
} from '@asarg/contracts';
import { createHealthClient } from '@asarg/mesh-client';
import { createTensorAssembler } from '@asarg/tensor';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundle, collect, sequence, startMesh, testFrame, valuesOf } from './mesh-fixture.js';

const { decoder, projector } = bundle.manifest;
const mostTokens = decoder.maxPositions - projector.tokens - 1;

let mesh: Awaited<ReturnType<typeof startMesh>>;
beforeAll(async () => {
  mesh = await startMesh();
  await mesh.untilActive();
});
afterAll(() => mesh.close());

describe('a report of a whole mesh', () => {
  test('is COMPLETE, with done last and sentences that are the text', async () => {
    const events = await collect(mesh.reports);
    const [done] = valuesOf(events, 'done');
    const sentences = valuesOf(events, 'sentence');

    expect(events.at(-1)?.$case).toBe('done');
    expect(done?.status).toBe(ReportStatus.COMPLETE);
    expect(sentences.map(({ text }) => text).join(' ')).toBe(done?.text);
    expect(sentences.map(({ index }) => index)).toEqual([...sentences.keys()]);
    expect(valuesOf(events, 'token')).toHaveLength(done!.tokens);
    expect(done?.pipelineDigest).toMatch(/^[0-9a-f]{64}$/);
    const { minNewTokens: _, guidanceMinProbability: __, ...defaults } = bundle.manifest.generation;
    expect(done?.options).toEqual({ ...defaults, without: [], gate: 0 });
  });

  test('calls each specialist once, for all that is wanted of it', async () => {
    const before = Object.values(mesh.servers).map(({ asked }) => asked.length);
    await collect(mesh.reports);

    expect(Object.values(mesh.servers).map(({ asked }) => asked.length)).toEqual(
      before.map((count) => count + 1),
    );
    expect(mesh.servers['vision']!.asked.at(-1)).toEqual([
      'patch_tokens',
      'finding_tags',
      'activation_maps',
    ]);
    expect(mesh.servers['cxas']!.asked.at(-1)).toEqual(['masks', 'pooled']);
  });

  test('tells what each slot got', async () => {
    const contributions = valuesOf(await collect(mesh.reports), 'contribution');

    expect(contributions.map(({ slot, specialist }) => [slot, specialist])).toEqual([
      ['vision', 'vision'],
      ['lvm-med', 'lvm-med'],
      ['cxas', 'cxas'],
      ['finding-tags', 'vision'],
    ]);
    for (const { state, reason, model, pixelProfile } of contributions) {
      expect({ state, reason, pixelProfile }).toEqual({
        state: ContributionState.USED,
        reason: '',
        pixelProfile: 'rank-squash@1',
      });
      expect(model?.digest).toMatch(/^[0-9a-f]{64}$/);
    }
  });

  test('has stages of every part, placed within the report', async () => {
    const stages = valuesOf(await collect(mesh.reports), 'stage');
    const names = stages.map(({ name }) => name);
    const parts = ['call', 'queue', 'preprocess', 'run', 'postprocess', 'transfer'];
    const ofSpecialists = ['vision', 'lvm-med', 'cxas'].flatMap((name) =>
      parts.map((part) => `${name}/${part}`),
    );
    const expected = [...ofSpecialists, ...sequence, 'ground'];

    expect(names.toSorted()).toEqual(expected.toSorted());
    expect(stages.find(({ name }) => name === 'cxas/run')).toMatchObject({
      service: 'cxas',
      durationMs: 0.03,
      outcome: '',
    });
    expect(stages.every(({ startMs, durationMs }) => startMs >= 0 && durationMs >= 0)).toBe(true);
  });

  test('forwards one mask per class', async () => {
    const events = await collect(mesh.reports);
    const assembler = createTensorAssembler();
    const masks = events.flatMap((event) => {
      if (event.$case === 'maskHeader') {
        return assembler.push({ $case: 'header', value: event.value }) ?? [];
      }
      if (event.$case === 'maskChunk') {
        return assembler.push({ $case: 'chunk', value: event.value }) ?? [];
      }
      return [];
    });

    assembler.finish();
    expect(masks.map(({ name }) => name)).toEqual(
      bundle.manifest.slots.flatMap(({ classes = [] }) => classes.map((id) => `cxas/${id}`)),
    );
    expect(masks[0]).toMatchObject({ dtype: 'bit', shape: [32, 40] });
    expect(masks[0]!.affine).toEqual({ xx: 64 / 40, xy: 0, x0: 0, yx: 0, yy: 48 / 32, y0: 0 });
  });
});

describe('options', () => {
  test('the same seed gives the same report, another seed another', async () => {
    const write = async (seed: number) =>
      valuesOf(
        await collect(mesh.reports, { options: { seed, temperature: 1, guidance: 0 } }),
        'done',
      )[0]!;
    const [first, again, other] = [await write(7), await write(7), await write(8)];

    expect(again.text).toBe(first.text);
    expect(again.pipelineDigest).toBe(first.pipelineDigest);
    expect(other.text).not.toBe(first.text);
    expect(other.pipelineDigest).not.toBe(first.pipelineDigest);
  });

  test('a slot left out uses its null embedding, and nobody is called for it alone', async () => {
    const before = mesh.servers['lvm-med']!.asked.length;
    const events = await collect(mesh.reports, { options: { without: ['lvm-med'] } });
    const [done] = valuesOf(events, 'done');
    const left = valuesOf(events, 'contribution').find(({ slot }) => slot === 'lvm-med');

    expect(left).toMatchObject({
      specialist: '',
      state: ContributionState.MISSING,
      reason: 'left out as asked',
    });
    expect(mesh.servers['lvm-med']!.asked).toHaveLength(before);
    expect(done).toMatchObject({ status: ReportStatus.PARTIAL, options: { without: ['lvm-med'] } });
  });

  test('the greatest number of tokens holds', async () => {
    const [done] = valuesOf(await collect(mesh.reports, { options: { maxNewTokens: 3 } }), 'done');

    expect(done?.tokens).toBe(3);
    expect(done?.text).not.toBe('');
  });

  test.each([
    [{ temperature: 3 }, 'options.temperature: expected 0 to 2, found 3'],
    [{ temperature: Number.NaN }, 'options.temperature: expected 0 to 2, found NaN'],
    [{ topP: 0 }, 'options.top_p: expected above 0 and at most 1, found 0'],
    [{ maxNewTokens: 0 }, `options.max_new_tokens: expected 1 to ${mostTokens}, found 0`],
    [{ guidance: 5 }, 'options.guidance: expected 0 to 4, found 5'],
    [
      { without: ['cxas', 'ct'] },
      "options.without: expected slots of vision, lvm-med, cxas, finding-tags, found 'ct'",
    ],
  ])('%o is refused', async (options, details) => {
    await expect(collect(mesh.reports, { options })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      details,
    });
  });
});

describe('a malformed frame is refused with what was expected:', () => {
  test.each([
    ['none', undefined, /frame: expected a radiograph, found none/],
    ['too wide', { width: 1441 }, /frame.width: expected 1 to 1440, found 1441/],
    [
      'float',
      { dataType: DataType.FLOAT32 },
      /frame.data_type: expected UINT8 or UINT16, found enum value 1/,
    ],
    ['short', { height: 49 }, /frame.pixels: expected 3136 bytes, found 3072 bytes/],
    ['no zstd', { encoding: Encoding.ZSTD }, /frame.pixels: expected a Zstandard frame/],
    ['digest', { digest: '00' }, /frame.digest: expected the SHA-256 of the pixels/],
  ])('%s', async (_, change, details) => {
    const frame = change && { ...testFrame(), ...change };

    await expect(collect(mesh.reports, { frame })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      details: expect.stringMatching(details),
    });
  });
});

test('health names both services', async () => {
  const health = createHealthClient(mesh.address);

  for (const name of ['', 'asarg.report.v1.ReportService', 'asarg.registry.v1.RegistryService']) {
    expect(await health.check(name)).toBe('SERVING');
  }
  health.close();
});

test('a specialist killed makes reports PARTIAL, names what was missing, and heals', async () => {
  const whole = valuesOf(await collect(mesh.reports), 'done')[0]!;
  await mesh.servers['cxas']!.kill();
  const events = await collect(mesh.reports);
  const lost = valuesOf(events, 'contribution').find(({ slot }) => slot === 'cxas')!;

  expect(valuesOf(events, 'done')[0]?.status).toBe(ReportStatus.PARTIAL);
  expect(lost.state).toBe(ContributionState.MISSING);
  expect(lost.reason).toMatch(/'cxas' (?:failed: UNAVAILABLE|is UNREACHABLE)/);
  expect(valuesOf(events, 'maskHeader')).toEqual([]);

  const seen = await mesh.untilState('cxas', SpecialistState.UNREACHABLE);
  expect(seen.bindings.find(({ slot }) => slot === 'cxas')?.reason).toMatch(
    /'cxas' is UNREACHABLE/,
  );

  await mesh.restart('cxas');
  await mesh.untilActive();
  const healed = valuesOf(await collect(mesh.reports), 'done')[0]!;
  expect(healed.status).toBe(ReportStatus.COMPLETE);
  expect(healed.pipelineDigest).toBe(whole.pipelineDigest);
  expect(healed.text).toBe(whole.text);
});
